import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openCertificate } from "../../src/runtime/certificate.ts";
import { type PairFiles, readPair } from "../../src/runtime/certificate-pair.ts";
import { createLog } from "../../src/runtime/log.ts";
import { makeServerCertificate, type ServerCertificate, testCa } from "../certificates.ts";

let folder: string;
let files: PairFiles;
let first: ServerCertificate;
let second: ServerCertificate;
let ca: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-certificate-"));
  files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  const make = () => makeServerCertificate({ names: ["localhost"], addresses: [] });
  [first, second, ca] = await Promise.all([make(), make(), testCa()]);
});
afterAll(() => rm(folder, { recursive: true }));

async function put(cert: string | Buffer, key: string | Buffer): Promise<void> {
  await writeFile(files.certFile, cert);
  await writeFile(files.keyFile, key);
}

const encrypted = (type: "pkcs8" | "pkcs1") =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type, format: "pem", cipher: "aes256", passphrase: "x" },
  }).privateKey;
const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});
const damagedBody = (pem: string) => pem.replace(/\n.{20}/, `\n${"A".repeat(20)}`);

/** What the files hold, the file at fault, and what is said of it. */
const faults: readonly (readonly [
  name: string,
  pair: () => readonly [string | Buffer, string | Buffer],
  of: keyof PairFiles,
  detail: RegExp,
])[] = [
  [
    "nothing as certificate",
    () => ["", first.key],
    "certFile",
    /^it holds no certificate in PEM form\. It must/,
  ],
  ["text as certificate", () => ["hello", first.key], "certFile", /^it holds no certificate in PEM form/],
  ["the key as certificate", () => [first.key, first.key], "certFile", /^it holds a private key .*exchanged/],
  [
    "a certificate in DER form",
    () => [new X509Certificate(first.cert).raw, first.key],
    "certFile",
    /^it holds a certificate in DER form\. Turn it into PEM: openssl x509 -inform der -in <this file> -out <new file>$/,
  ],
  [
    "half a certificate",
    () => [first.cert.slice(0, 200), first.key],
    "certFile",
    /^its certificate is cut off/,
  ],
  [
    "a chain that is damaged further on",
    () => [`${first.cert}\n${damagedBody(ca)}`, first.key],
    "certFile",
    /^certificate number 2 in it cannot be read/,
  ],
  [
    "the authority before the certificate",
    () => [`${ca}\n${first.cert}`, first.key],
    "certFile",
    /^the certificate of the key .* as number 2, and must be the first/,
  ],
  ["an empty key", () => [first.cert, ""], "keyFile", /^it holds no private key in PEM form/],
  [
    "the certificate as key",
    () => [first.cert, first.cert],
    "keyFile",
    /^it holds no private key in PEM form/,
  ],
  [
    "half a key",
    () => [first.cert, first.key.slice(0, 80)],
    "keyFile",
    /^its private key is cut off or damaged/,
  ],
  [
    "a key with a passphrase",
    () => [first.cert, encrypted("pkcs8")],
    "keyFile",
    /^its key is protected by a passphrase.* openssl pkey -in <this file> -out <new file>\)$/,
  ],
  [
    "a key with a passphrase in the old form",
    () => [first.cert, encrypted("pkcs1")],
    "keyFile",
    /^its key is protected by a passphrase/,
  ],
  [
    "the key of another certificate",
    () => [first.cert, second.key],
    "keyFile",
    /^it is the key of another certificate than that in .*cert\.pem\. Put the certificate and the key of the same issuance in place\.$/,
  ],
  [
    "the key of another certificate, of another kind",
    () => [first.cert, rsaKey],
    "keyFile",
    /^it is the key of another certificate than that in /,
  ],
];

describe("a certificate and its key", () => {
  it("are good with a chain, and when one file holds both", async () => {
    await put(`${first.cert}\n${ca}`, first.key);
    const read = await readPair(files);
    expect(read).toMatchObject({
      ok: true,
      expiresAt: Math.floor(new X509Certificate(first.cert).validToDate.getTime() / 1000),
    });
    const both = `${first.key}\n${first.cert}`;
    await put(both, both);
    expect(await readPair(files)).toMatchObject({ ok: true });
  });

  it.each(faults)("are told from %s", async (_, pair, of, detail) => {
    await put(...pair());
    expect(await readPair(files)).toMatchObject({
      ok: false,
      problems: [{ of, path: files[of], detail: expect.stringMatching(detail) }],
    });
  });

  it("are both told when neither is good", async () => {
    await put("", "");
    expect(await readPair(files)).toMatchObject({ problems: [{ of: "certFile" }, { of: "keyFile" }] });
    const nowhere = { certFile: join(folder, "no"), keyFile: folder };
    expect(await readPair(nowhere)).toMatchObject({
      problems: [
        { of: "certFile", detail: expect.stringMatching(/^there is no such file\. It must be a file/) },
        { of: "keyFile", detail: expect.stringMatching(/^it is a folder\./) },
      ],
    });
  });

  it("are refused by what TLS says where the two fit and it takes them not", async () => {
    const weak = await generate(undefined, { keyType: "rsa", keySize: 1024, algorithm: "sha256" });
    await put(weak.cert, weak.private);
    expect(await readPair(files)).toMatchObject({
      problems: [{ of: "certFile", detail: expect.stringMatching(/^TLS does not take it \(.*too small\)/) }],
    });
  });
});

describe("a certificate that is renewed while the server runs", () => {
  const lines: string[] = [];
  const used: string[] = [];
  beforeEach(async () => {
    lines.length = 0;
    used.length = 0;
    await put(first.cert, first.key);
  });
  const opened = () => openCertificate(files, createLog("info", { write: (line) => void lines.push(line) }));
  const renew = (certificate: Awaited<ReturnType<typeof opened>>) =>
    certificate.renew(({ cert }) => void used.push(cert.toString()));
  const warnings = () => lines.filter((line) => line.includes("cannot be used"));

  it("is taken once its key is there too, and the half before is told once, without a stack", async () => {
    const certificate = await opened();
    await put(second.cert, first.key);
    for (let look = 0; look < 3; look += 1) await renew(certificate);
    expect(used).toEqual([]);
    expect(certificate.pair().cert.toString()).toBe(first.cert);
    expect(warnings()).toHaveLength(1);
    expect(JSON.parse(warnings()[0] ?? "")).toMatchObject({
      level: "warn",
      problem: expect.stringContaining(`${files.keyFile}: it is the key of another certificate`),
    });
    expect(warnings()[0]).not.toMatch(/"err"|stack|\.ts:\d/);
    await put(second.cert, second.key);
    await renew(certificate);
    expect(used).toEqual([second.cert]);
    expect(certificate.expiresAt()).toBe(
      Math.floor(new X509Certificate(second.cert).validToDate.getTime() / 1000),
    );
  });

  it("is not taken with an empty key, with which TLS would begin and answer nobody", async () => {
    const certificate = await opened();
    await put(second.cert, "");
    await renew(certificate);
    expect(used).toEqual([]);
    expect(warnings()).toHaveLength(1);
  });

  it("is told once while a file is missing, and again when that changes", async () => {
    const certificate = await opened();
    await rm(files.keyFile);
    for (let look = 0; look < 3; look += 1) await renew(certificate);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("there is no such file");
    await writeFile(files.keyFile, second.key);
    await renew(certificate);
    expect(warnings()).toHaveLength(2);
    expect(certificate.pair().key.toString()).toBe(first.key);
  });
});
