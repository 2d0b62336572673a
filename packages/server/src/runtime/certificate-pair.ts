/**
 * A certificate and its key, read from their two files. A pair is good when TLS takes it; only then is nothing
 * said. Otherwise the file at fault is named, with what is wrong with it and what to do: what OpenSSL says of
 * most of these faults is "unsupported" or "no start line", and of an empty key nothing at all.
 */

import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { EpochSeconds } from "../core/terms.ts";
import { readingFault } from "../files/file-fault.ts";

export interface PairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface CertificatePair {
  /** PEM, the chain. */
  readonly cert: Buffer;
  /** PEM. */
  readonly key: Buffer;
}

/** What is wrong with one of the files; `<path>: <detail>` reads as sentences. */
export interface PairProblem {
  readonly of: keyof PairFiles;
  readonly path: string;
  readonly detail: string;
}

export type ReadPair = {
  /** Of what the files hold; another one says that something was changed. */
  readonly digest: string;
} & (
  | { readonly ok: true; readonly pair: CertificatePair; readonly expiresAt: EpochSeconds }
  /** At least one. */
  | { readonly ok: false; readonly problems: readonly PairProblem[] }
);

export async function readPair(files: PairFiles): Promise<ReadPair> {
  const [cert, key] = await Promise.all([readOne(files, "certFile"), readOne(files, "keyFile")]);
  const digest = createHash("sha256").update(textOf(cert)).update("\n").update(textOf(key)).digest("hex");
  const unreadable = [cert, key].filter((one) => "detail" in one);
  if ("detail" in cert || "detail" in key) return { digest, ok: false, problems: unreadable };
  const pair = { cert: cert.content, key: key.content };
  try {
    // An empty file is no error to TLS, nor is an RSA key beside an ECDSA certificate: it holds one of each kind.
    const privateKey = createPrivateKey(pair.key);
    const certificate = new X509Certificate(pair.cert);
    createSecureContext(pair);
    if (!certificate.checkPrivateKey(privateKey)) {
      return { digest, ok: false, problems: problemsOf(pair, files, null) };
    }
    const expiresAt = Math.floor(certificate.validToDate.getTime() / 1000);
    return { digest, ok: true, pair, expiresAt };
  } catch (refusal) {
    return { digest, ok: false, problems: problemsOf(pair, files, refusal) };
  }
}

async function readOne(
  files: PairFiles,
  of: keyof PairFiles,
): Promise<PairProblem | { readonly content: Buffer }> {
  const path = files[of];
  try {
    return { content: await readFile(path) };
  } catch (problem) {
    const detail = `${readingFault(problem)}. It must be a file that the user the server runs as may read.`;
    return { of, path, detail };
  }
}

function textOf(read: PairProblem | { readonly content: Buffer }): Buffer | string {
  return "content" in read ? read.content : read.detail;
}

/** @param refusal what was thrown about the two; null: nothing was, and they do not fit */
function problemsOf({ cert, key }: CertificatePair, files: PairFiles, refusal: unknown): PairProblem[] {
  const ofCert = (detail: string) => ({ of: "certFile" as const, path: files.certFile, detail });
  const ofKey = (detail: string) => ({ of: "keyFile" as const, path: files.keyFile, detail });
  const chain = readChain(cert);
  const privateKey = readPrivateKey(key);
  if (typeof chain === "string" || typeof privateKey === "string") {
    return [
      ...(typeof chain === "string" ? [ofCert(chain)] : []),
      ...(typeof privateKey === "string" ? [ofKey(privateKey)] : []),
    ];
  }
  const own = chain.findIndex((certificate) => certificate.checkPrivateKey(privateKey));
  if (own > 0) {
    const detail = `the certificate of the key in ${files.keyFile} stands there as number ${own + 1}, and must be the first. Put the server's own certificate before those of the authorities.`;
    return [ofCert(detail)];
  }
  if (own < 0) {
    return [
      ofKey(
        `it is the key of another certificate than that in ${files.certFile}. Put the certificate and the key of the same issuance in place.`,
      ),
    ];
  }
  const said = refusal instanceof Error ? refusal.message.split(":").at(-1) : String(refusal);
  return [
    ofCert(
      `TLS does not take it (${said}). Have another made, for an ECDSA key or an RSA key of at least 2048 bits, signed with SHA-256.`,
    ),
  ];
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const chainForm =
  "It must hold the server's certificate and then those of the intermediate authorities, each between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.";

/** @returns the certificates, or what is wrong */
function readChain(content: Buffer): readonly X509Certificate[] | string {
  const text = content.toString("latin1");
  const blocks = text.match(certificateBlock) ?? [];
  if (blocks.length === 0) {
    if (text.includes("-----BEGIN CERTIFICATE-----")) {
      return `its certificate is cut off or damaged. ${chainForm}`;
    }
    if (text.includes("PRIVATE KEY-----")) {
      return "it holds a private key and no certificate. Perhaps the two files were exchanged.";
    }
    return readCertificate(content) === null
      ? `it holds no certificate in PEM form. ${chainForm}`
      : `it holds a certificate in DER form. Turn it into PEM: openssl x509 -inform der -in <this file> -out <new file>`;
  }
  const chain = blocks.map(readCertificate);
  const damaged = chain.indexOf(null);
  if (damaged >= 0) return `certificate number ${damaged + 1} in it cannot be read. ${chainForm}`;
  return chain.filter((certificate) => certificate !== null);
}

function readCertificate(content: Buffer | string): X509Certificate | null {
  try {
    return new X509Certificate(content);
  } catch {
    return null;
  }
}

/** @returns the key, or what is wrong */
function readPrivateKey(content: Buffer): KeyObject | string {
  const text = content.toString("latin1");
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    return `its key is protected by a passphrase, which the server has nobody to ask for. Write it without one: (umask 077; openssl pkey -in <this file> -out <new file>)`;
  }
  if (!text.includes("PRIVATE KEY-----")) {
    return "it holds no private key in PEM form. It must hold the key of the certificate, between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----.";
  }
  try {
    return createPrivateKey(content);
  } catch {
    return "its private key is cut off or damaged. Take it again from where it was made.";
  }
}
