/** Checks of key material an administrator pastes into a provider, made when the provider is saved. */

import { X509Certificate } from "node:crypto";
import type { JsonObject } from "../core/terms.ts";
import { importKeySet } from "../jws/key-set.ts";

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** What a provider may name; more were pasted by mistake. */
const usualMost = 100;

/** @returns the rest of the sentence "<field> …" that says what is wrong, or null */
export function checkCaCertificates(pem: string, most = usualMost): string | null {
  if (/PRIVATE KEY-----/.test(pem)) return "must hold certificates only; it holds a private key.";
  const found = pem.match(certificate) ?? [];
  if (found.length === 0) return "must hold at least one certificate in PEM form.";
  if (found.length > most) return `must hold at most ${most} certificates.`;
  const broken = found.findIndex((text) => !isCertificate(text));
  return broken === -1 ? null : `holds a certificate (number ${broken + 1}) that cannot be read.`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

/** @returns the rest of the sentence "<field> …" that says what is wrong, or null */
export function checkStaticKeys(jwks: JsonObject): string | null {
  const imported = importKeySet(jwks);
  if (!imported.ok) return `is not a usable key set: ${imported.detail}`;
  const { keys, problems } = imported.set;
  if (keys.length + problems.length === 0) return "must hold at least one key.";
  const [problem] = problems;
  return problem === undefined ? null : `holds a key that cannot be used: ${problem.detail}`;
}
