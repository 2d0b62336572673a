import { describe, expect, it } from "vitest";
import { readPostgresUrl } from "../../src/store/postgres-url.ts";

describe("the URL of a PostgreSQL database", () => {
  it("is handed to the driver without what it says of TLS", () => {
    const url =
      "postgres://sts:p%2Fw%40@db.internal:5433/sts?sslmode=verify-full&sslrootcert=/ca.pem&application_name=one";
    expect(readPostgresUrl(url).driverUrl).toBe(
      "postgres://sts:p%2Fw%40@db.internal:5433/sts?application_name=one",
    );
  });

  it.each([
    ["postgres://db.internal/sts", "db.internal"],
    ["postgres://[2001:db8::1]:5433/sts", "2001:db8::1"],
    ["postgres:///sts", ""],
    ["postgres:///sts?host=/run/postgresql", "/run/postgresql"],
    ["postgres://%2Frun%2Fpostgresql/sts", "/run/postgresql"],
    ["postgres://localhost/sts?host=db.internal", "db.internal"],
  ])("%s leads to %j", (url, host) => {
    expect(readPostgresUrl(url).host).toBe(host);
  });

  it.each([
    ["", null],
    ["sslmode=disable", null],
    ["sslmode=verify-full", { authoritiesFile: null, own: null, checksName: true }],
    ["sslmode=require", { authoritiesFile: null, own: null, checksName: true }],
    ["sslmode=verify-full&sslrootcert=system", { authoritiesFile: null, own: null, checksName: true }],
    ["sslmode=require&sslrootcert=/ca.pem", { authoritiesFile: "/ca.pem", own: null, checksName: true }],
    ["sslmode=verify-ca&sslrootcert=/ca.pem", { authoritiesFile: "/ca.pem", own: null, checksName: false }],
    [
      "sslmode=verify-full&sslcert=/c.pem&sslkey=/k.pem",
      { authoritiesFile: null, own: { certFile: "/c.pem", keyFile: "/k.pem" }, checksName: true },
    ],
  ])("with %j says of TLS %j", (parameters, tls) => {
    expect(readPostgresUrl(`postgres://db/sts?${parameters}`).tls).toEqual(tls);
  });

  it("has no TLS where it leads to a Unix socket", () => {
    expect(readPostgresUrl("postgres:///sts?host=/run/postgresql&sslmode=verify-full").tls).toBeNull();
  });

  it.each([
    ["sslmode=disable", true],
    ["", false],
    ["sslmode=verify-full", false],
  ])("with %j is plain by wish: %j", (parameters, isPlainByWish) => {
    expect(readPostgresUrl(`postgres://db/sts?${parameters}`).isPlainByWish).toBe(isPlainByWish);
  });

  it.each([
    [
      "sslmode=prefer",
      /^has sslmode=prefer, with which nobody checks who answers\. Write sslmode=verify-full/,
    ],
    ["sslmode=allow", /^has sslmode=allow, /],
    ["sslmode=no-verify", /^has sslmode=no-verify, /],
    ["sslmode=verify_full", /^must have verify-full, verify-ca, require or disable as its sslmode\.$/],
    ["sslmode=", /^must have verify-full, verify-ca, require or disable as its sslmode\.$/],
    ["sslmode=verify-ca", /^has sslmode=verify-ca without the database's own authority/],
    ["sslmode=verify-ca&sslrootcert=system", /^has sslmode=verify-ca without the database's own authority/],
    [
      "sslrootcert=/ca.pem",
      /^has sslrootcert in it, which counts with sslmode=verify-full only: add that\.$/,
    ],
    ["sslmode=disable&sslcert=/c.pem", /^has sslcert in it, which counts with/],
    ["sslmode=verify-full&sslcert=/c.pem", /^must have sslcert and sslkey together\.$/],
    ["sslmode=verify-full&sslkey=/k.pem", /^must have sslcert and sslkey together\.$/],
    ["sslmode=disable&sslmode=verify-full", /^must have sslmode only once\.$/],
    ["sslmod=verify-full", /^has the parameter sslmod that is not known here: known are host, port, /],
    ["ssl=true", /^has the parameter ssl that is not known here/],
  ])("with %s is refused, and says what to write", (parameters, sentence) => {
    expect(() => readPostgresUrl(`postgres://db/sts?${parameters}`)).toThrow(sentence);
  });

  it("is refused without its password where that holds a question mark", () => {
    expect(() => readPostgresUrl("postgres://sts:12?hunter@db/sts")).toThrow(
      /^has a parameter that is not known here: known are host, [^?]*$/,
    );
  });
});
