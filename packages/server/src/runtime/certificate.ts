/**
 * The server's certificate, from files that somebody renews while the server runs. A pair that cannot be used,
 * such as a new certificate beside a key that is not written yet, never replaces a good one.
 */

import { createHash, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { EpochSeconds } from "../core/terms.ts";
import type { Log } from "./log.ts";

export interface CertificatePair {
  /** PEM, the chain. */
  readonly cert: Buffer;
  /** PEM. */
  readonly key: Buffer;
}

export interface Certificate {
  /** The pair in use. */
  pair(): CertificatePair;
  /** When the certificate in use ends. */
  expiresAt(): EpochSeconds;
  /** Looks into the files. @param use is handed a pair that is new and good */
  renew(use: (pair: CertificatePair) => void): Promise<void>;
}

/** @throws when a file cannot be read, or they are not a certificate and its key */
export async function openCertificate(
  files: { readonly certFile: string; readonly keyFile: string },
  log: Log,
): Promise<Certificate> {
  const read = async (): Promise<CertificatePair> => {
    const [cert, key] = await Promise.all([readFile(files.certFile), readFile(files.keyFile)]);
    return { cert, key };
  };
  let current = await read();
  let expiresAt = expiryOf(current);
  let seen = digestOf(current);
  return {
    pair: () => current,
    expiresAt: () => expiresAt,
    async renew(use) {
      try {
        const found = await read();
        const digest = digestOf(found);
        if (digest === seen) return;
        // Told once: what is wrong with these two files does not change.
        seen = digest;
        expiresAt = expiryOf(found);
        use(found);
        current = found;
        log.info({ ...files, expiresAt }, "the certificate was renewed");
      } catch (problem) {
        log.error({ err: problem, ...files }, "a new certificate cannot be used, and the old one stays");
      }
    },
  };
}

/** @throws when the two do not belong together */
function expiryOf(pair: CertificatePair): EpochSeconds {
  createSecureContext(pair);
  return Math.floor(new X509Certificate(pair.cert).validToDate.getTime() / 1000);
}

function digestOf({ cert, key }: CertificatePair): string {
  return createHash("sha256").update(cert).update("\n").update(key).digest("hex");
}
