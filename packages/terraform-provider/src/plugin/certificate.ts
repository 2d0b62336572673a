/**
 * The certificate that Terraform knows us by for one run: made when the provider starts, handed over in the handshake,
 * trusted by nobody else and never stored. Terraform checks it as its own authority, for a server named `localhost`.
 *
 * @see RFC 5280 section 4.1
 */

import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";
import {
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
  yes,
} from "./der.ts";

export interface OwnCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

const identifiers = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
} as const;

const hostName = "localhost";
/** Before: for a clock that is set back a little meanwhile. After: longer than a run of Terraform lasts. */
const validity = { beforeMs: 3_600_000, afterMs: 30 * 86_400_000 } as const;
/** Unpredictable, and positive whatever the first bit (RFC 5280 §4.1.2.2: at most 20 bytes). */
const serialBytes = 16;

/** Makes a P-256 key and a self-signed certificate of it. */
export function makeCertificate(now: Date): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const signatureAlgorithm = sequence(objectIdentifier(identifiers.ecdsaWithSha256));
  const name = sequence(set(sequence(objectIdentifier(identifiers.commonName), utf8String(hostName))));
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(serialBytes)),
    signatureAlgorithm,
    name,
    sequence(
      time(new Date(now.getTime() - validity.beforeMs)),
      time(new Date(now.getTime() + validity.afterMs)),
    ),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions())),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const der = sequence(toBeSigned, signatureAlgorithm, bitString(signature));
  return {
    der,
    pem: new X509Certificate(der).toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function extensions(): readonly Buffer[] {
  return [
    critical(identifiers.basicConstraints, sequence(yes)),
    // Bits 0 and 5, digitalSignature and keyCertSign: it signs handshakes, and itself.
    critical(identifiers.keyUsage, bitString(Buffer.from([0b10000100]), 2)),
    extension(identifiers.extendedKeyUsage, sequence(objectIdentifier(identifiers.serverAuthentication))),
    // Choice 2 of a general name: a DNS name.
    extension(identifiers.subjectAlternativeName, sequence(implicit(2, Buffer.from(hostName)))),
  ];
}

const extension = (identifier: string, value: Uint8Array): Buffer =>
  sequence(objectIdentifier(identifier), octetString(value));
const critical = (identifier: string, value: Uint8Array): Buffer =>
  sequence(objectIdentifier(identifier), yes, octetString(value));
