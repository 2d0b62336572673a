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
    ["sslMode=require", /^has the parameter sslMode that is not known here: known are host, port, /],
    ["ssl=true", /^has the parameter ssl, which is not known here: write sslmode=verify-full instead\.$/],
    ["dbname=sts", /^has the parameter dbname, which is not known here: write the name behind the host/],
    ["port=any", /^must have a number below 65536 as its port\.$/],
    ["port=65536", /^must have a number below 65536 as its port\.$/],
    ["host=one,two", /^names several hosts: name one, which leads to the primary\.$/],
  ])("with %s is refused, and says what to write", (parameters, sentence) => {
    expect(() => readPostgresUrl(`postgres://db/sts?${parameters}`)).toThrow(sentence);
  });

  it.each([
    ["Neon's", "sslmode=require&channel_binding=require", "channel_binding"],
    ["Prisma's", "schema=public", "schema"],
    ["Prisma's of a pooler", "pgbouncer=true&connection_limit=1", "pgbouncer"],
    ["libpq's of several hosts", "target_session_attrs=read-write", "target_session_attrs"],
    ["most drivers'", "connect_timeout=10", "connect_timeout"],
  ])("with a parameter of others, %s, is refused, and says to leave that out", (_, parameters, name) => {
    expect(() => readPostgresUrl(`postgres://db/sts?${parameters}`)).toThrow(
      `has the parameter ${name}, which is not known here: leave it out.`,
    );
  });

  it.each(["postgres://one:5432,two:5432/sts", "postgres://sts:hunter2@one,two/sts?sslmode=verify-full"])(
    "that leads to several hosts is refused, and says to name the primary: %s",
    (url) => {
      expect(() => readPostgresUrl(url)).toThrow(
        /^names several hosts: name one, which leads to the primary\.$/,
      );
    },
  );

  it("without a host behind the password, as beside Cloud SQL, is refused, and says what to write there", () => {
    expect(() => readPostgresUrl("postgres://sts:hunter2@/sts?host=/cloudsql/project:region:sts")).toThrow(
      /^has no host behind the @: write localhost there, also where host=\/… names the folder of a Unix socket\.$/,
    );
  });

  it.each([
    "postgres://sts:12?hunter@db/sts",
    "postgres://sts:12?hunter&host=one@db/sts",
    "postgres://sts:12?channel_binding=hunter@db/sts",
    "postgres://sts:12/hunter@db/sts",
    "postgres://sts:/hunter@db/sts",
    "postgres://sts:12#hunter@db/sts",
    "postgres://sts:#hunter@db/sts",
    "postgres://sts:hunter%@db/sts",
    "postgres://sts:hunter%E4@db/sts",
    "postgres://%zz/sts",
  ])("whose password is torn apart is refused without a word of it: %s", (url) => {
    expect(() => readPostgresUrl(url)).toThrow(/^must be a URL such as [^1]* and % as %25\.$/);
  });
});
