import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../src/plugin/certificate.ts";

const now = new Date("2026-11-27T03:00:00Z");

describe("the certificate of a run", () => {
  const { pem, der, privateKey } = makeCertificate(now);
  const certificate = new X509Certificate(pem);

  it("is its own authority, for localhost, to serve with", () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate).toMatchObject({
      subject: "CN=localhost",
      issuer: "CN=localhost",
      subjectAltName: "DNS:localhost",
      ca: true,
      keyUsage: ["1.3.6.1.5.5.7.3.1"],
    });
    expect(certificate.checkHost("localhost")).toBe("localhost");
  });

  it("has a P-256 key that belongs to it", () => {
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(certificate.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });

  it("is valid from a little before to well after it was made", () => {
    expect(certificate.validFromDate).toEqual(new Date("2026-11-27T02:00:00Z"));
    expect(certificate.validToDate).toEqual(new Date("2026-12-27T03:00:00Z"));
  });

  it("writes years of the second half of the century in four digits", () => {
    const late = new X509Certificate(makeCertificate(new Date("2049-12-15T00:00:00Z")).pem);
    expect(late.validToDate).toEqual(new Date("2050-01-14T00:00:00Z"));
  });

  it("is the same in both its forms", () => {
    expect(certificate.raw.equals(der)).toBe(true);
  });

  it("is one in the eyes of OpenSSL", async () => {
    const folder = await mkdtemp(join(tmpdir(), "certificate-"));
    const file = join(folder, "own.pem");
    await writeFile(file, pem);
    const strictly = [
      "-x509_strict",
      "-no_check_time",
      "-purpose",
      "sslserver",
      "-verify_hostname",
      "localhost",
    ];
    const verified = execFileSync("openssl", ["verify", ...strictly, "-CAfile", file, file]);
    expect(String(verified)).toBe(`${file}: OK\n`);
    await rm(folder, { recursive: true });
  });

  it("has another number each time, and is whole with every one", () => {
    const made = Array.from({ length: 200 }, () => new X509Certificate(makeCertificate(now).pem));
    expect(new Set(made.map((one) => one.serialNumber)).size).toBe(made.length);
    expect(made.every((one) => one.verify(one.publicKey))).toBe(true);
  });
});
