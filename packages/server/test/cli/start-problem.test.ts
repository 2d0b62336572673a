import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { databaseProblem } from "../../src/cli/start-problem.ts";
import { NotAnswering, Unavailable } from "../../src/store/unavailable.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (problem) {
    return problem;
  }
  throw new Error("nothing was thrown");
}

describe("what is said when a database does not open", () => {
  const full = thrownBy(() => {
    const database = new DatabaseSync(":memory:");
    database.exec("pragma max_page_count = 1; create table one (a); create table two (a)");
  });

  it.each([
    ["by SQLite", full],
    ["by the thread that writes", new Unavailable("the writer thread failed: database or disk is full")],
  ])("of a full disk, told %s, is to make room, and not to restore a backup", (_, problem) => {
    const sentence = databaseProblem(problem, "sqlite:/data/countersign.db");
    expect(sentence).toMatch(
      /^The database \/data\/countersign\.db cannot be opened: .*disk is full\. Make room/,
    );
    expect(sentence).not.toMatch(/backup/);
  });

  it("of a database that another process locks for long is to wait, and not to restore a backup", () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-locked-"));
    const [holder, other] = [
      new DatabaseSync(join(folder, "one.db")),
      new DatabaseSync(join(folder, "one.db")),
    ];
    onTestFinished(() => {
      for (const connection of [holder, other]) connection.close();
      rmSync(folder, { recursive: true });
    });
    holder.exec("begin immediate");
    const locked = thrownBy(() => other.exec("begin immediate"));
    const sentence = databaseProblem(locked, "sqlite:/data/countersign.db");
    expect(sentence).toMatch(
      /^The database \/data\/countersign\.db cannot be opened: database is locked\. Another process is at work/,
    );
    expect(sentence).not.toMatch(/backup/);
  });

  it.each([
    ["42501", "permission denied for schema public", /let it own the database/],
    ["25006", "cannot execute CREATE TABLE in a read-only transaction", /See why it was made read-only/],
    ["53100", "could not extend file", /Make room on its disk/],
    [
      "28P01",
      "password authentication failed",
      /See that user and password in COUNTERSIGN_DATABASE_URL are right/,
    ],
    ["3D000", 'database "one" does not exist', /Make it with `create database`, or name another/],
    ["57P03", "the database system is starting up", /See that it runs and takes connections/],
    ["CERT_NOT_YET_VALID", "certificate is not yet valid", /See that the clocks of both machines are right/],
    [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "self-signed certificate",
      /its own authority: name a file that holds it with sslrootcert/,
    ],
    [
      "ERR_OSSL_PEM_NO_START_LINE",
      "no start line",
      /sslcert and sslkey in the URL name a certificate and its key/,
    ],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate required", /Its log says why it takes none/],
  ])("of PostgreSQL's answer %s is what mends it", (code, message, advice) => {
    const problem = Object.assign(new Error(message), { code });
    expect(databaseProblem(problem, "postgres://db.example.com/one")).toMatch(advice);
  });

  it("of PostgreSQL that asks for a password is where to write it", () => {
    // As the query layer passes on what the driver itself has to say.
    const problem = new NotAnswering("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string");
    expect(databaseProblem(problem, "postgres://one@db.example.com/one")).toMatch(
      /It asks for a password: write it into COUNTERSIGN_DATABASE_URL\.$/,
    );
  });

  it("of a folder in its place is to name a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-folder-"));
    const sentence = databaseProblem(
      thrownBy(() => openSync(folder, "a")),
      `sqlite:${folder}`,
    );
    expect(sentence).toBe(
      `${folder} is a folder: name a file in it with --database-url or COUNTERSIGN_DATABASE_URL.`,
    );
  });

  it.each([
    ["EROFS", /must be on a file system that can be written/],
    ["ENOSPC", /Make room on its disk/],
    ["EACCES", /must belong to the user the server runs as/],
  ])("of %s is what mends it", (code, advice) => {
    const problem = Object.assign(new Error(`${code}: said so, open 'data'`), {
      code,
      syscall: "open",
      path: "data",
    });
    expect(databaseProblem(problem, "sqlite:data")).toMatch(advice);
  });
});
