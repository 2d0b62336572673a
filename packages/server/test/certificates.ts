/**
 * A certificate authority for tests, made once per test process, and server certificates it signs.
 * Trust it by handing `ca` to whatever connects; nothing here is written to disk.
 */

import { generate } from "selfsigned";

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

interface Authority {
  readonly cert: string;
  readonly key: string;
}

let made: Promise<Authority> | undefined;

/** The authority's certificate, PEM. */
export async function testCa(): Promise<string> {
  return (await authority()).cert;
}

/** A certificate for these DNS names and for the loopback addresses, unless `names` excludes them. */
export async function makeServerCertificate(options: {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly expired?: boolean;
  /** For a client that shows itself by it, under the first of the names. */
  readonly ofClient?: boolean;
}): Promise<ServerCertificate> {
  const day = 86_400_000;
  const end = Date.now() + (options.expired === true ? -day : day);
  const made = await generate([{ name: "commonName", value: options.names[0] ?? "test" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(end - 10 * day),
    notAfterDate: new Date(end),
    ca: await authority(),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      options.ofClient === true
        ? { name: "extKeyUsage", clientAuth: true }
        : { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...options.names.map((value) => ({ type: 2 as const, value })),
          ...options.addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

function authority(): Promise<Authority> {
  made ??= generate([{ name: "commonName", value: "Countersign test authority" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  }).then((result) => ({ cert: result.cert, key: result.private }));
  return made;
}
