/**
 * The server's certificate, from files that somebody renews while the server runs. A pair that cannot be used,
 * such as a new certificate beside a key that is not written yet, never replaces a good one, and is told once.
 */

import type { EpochSeconds } from "../core/terms.ts";
import { type CertificatePair, type PairFiles, type PairProblem, readPair } from "./certificate-pair.ts";
import type { Log } from "./log.ts";

export interface Certificate {
  /** The pair in use. */
  pair(): CertificatePair;
  /** When the certificate in use ends. */
  expiresAt(): EpochSeconds;
  /** Looks into the files. @param use is handed a pair that is new and good */
  renew(use: (pair: CertificatePair) => void): Promise<void>;
}

/** @throws Error with sentences when the files do not hold a certificate and its key */
export async function openCertificate(files: PairFiles, log: Log): Promise<Certificate> {
  const first = await readPair(files);
  if (!first.ok) throw new Error(first.problems.map(sentenceOf).join(" "));
  let current = first;
  let seen = first.digest;
  return {
    pair: () => current.pair,
    expiresAt: () => current.expiresAt,
    async renew(use) {
      const found = await readPair(files);
      if (found.digest === seen) return;
      // Told once: what is wrong with these two files does not change.
      seen = found.digest;
      if (!found.ok) {
        const problem = found.problems.map(sentenceOf).join(" ");
        log.warn({ ...files, problem }, "a new certificate cannot be used, and the old one stays");
        return;
      }
      use(found.pair);
      current = found;
      log.info({ ...files, expiresAt: found.expiresAt }, "the certificate was renewed");
    },
  };
}

function sentenceOf({ path, detail }: PairProblem): string {
  return `${path}: ${detail}`;
}
