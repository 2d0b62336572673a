import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../src/store/connect.ts";
import { migrate } from "../../src/store/migrate.ts";
import { freePort } from "../app.ts";
import { makeServerCertificate } from "../certificates.ts";
import { endAll, type ServeOptions, serve, startServe } from "./serve-program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-problems-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(endAll);

async function failure(options: ServeOptions) {
  const started = await startServe(options);
  const code = await started.ended;
  return { code, err: started.err(), out: started.out() };
}

/** A sentence, and not a stack: nothing that points into the program. */
const noStack = /^(?!(.|\n)*\n\s+at )(?!(.|\n)*\.ts:\d)/;

describe("a server that cannot start says so in a sentence", () => {
  it("tells every setting that is wrong, with exit code 2", async () => {
    const { code, err, out } = await failure({
      environment: { COUNTERSIGN_FACES: "fax", COUNTERSIGN_SIGNING_ALG: "HS256" },
      flags: ["--max-token-ttl", "soon"],
    });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(noStack);
    expect(err.split("\n").map((line) => line.split(" must ")[0])).toEqual([
      "The configuration is not usable:",
      "  - COUNTERSIGN_FACES",
      "  - --max-token-ttl",
      "  - COUNTERSIGN_SIGNING_ALG",
      "",
    ]);
  });

  it("tells every file that is not usable, with exit code 2", async () => {
    const { cert } = await makeServerCertificate({ names: ["localhost"], addresses: [] });
    const { key } = await makeServerCertificate({ names: ["localhost"], addresses: [] });
    await writeFile(join(folder, "cert.pem"), cert);
    await writeFile(join(folder, "key.pem"), key);
    await writeFile(join(folder, "text.pem"), "no certificate");
    const { code, err } = await failure({
      environment: {
        COUNTERSIGN_ISSUER_CA_FILE: join(folder, "text.pem"),
        COUNTERSIGN_TLS_CERT_FILE: join(folder, "cert.pem"),
        COUNTERSIGN_TLS_KEY_FILE: join(folder, "key.pem"),
      },
    });
    expect(code).toBe(2);
    expect(err).toMatch(noStack);
    expect(err).toBe(
      [
        "The configuration is not usable:",
        `  - COUNTERSIGN_ISSUER_CA_FILE names ${join(folder, "text.pem")}: it must hold at least one certificate in PEM form.`,
        `  - COUNTERSIGN_TLS_KEY_FILE names ${join(folder, "key.pem")}: it is the key of another certificate than that in ${join(folder, "cert.pem")}. Put the certificate and the key of the same issuance in place.`,
        "",
      ].join("\n"),
    );
  });

  it("tells a file that is not there by its setting", async () => {
    const { code, err } = await failure({ flags: ["--issuer-ca-file", join(folder, "nothing.pem")] });
    expect(code).toBe(2);
    expect(err).toContain(
      `COUNTERSIGN_ISSUER_CA_FILE names ${join(folder, "nothing.pem")}: there is no such file.`,
    );
  });

  it("tells that the port is taken", async () => {
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    const { code, err } = await failure({ flags: ["--listen", `127.0.0.1:${port}`] });
    await new Promise((done) => other.close(done));
    expect(code).toBe(1);
    expect(err).toBe(
      `Port ${port} of 127.0.0.1 is taken: another program, perhaps another Countersign, listens there. Choose another with --listen or COUNTERSIGN_LISTEN.\n`,
    );
  });

  it("tells what to do about the tables of a newer version", async () => {
    const dataDir = join(await mkdtemp(join(folder, "newer-")), "data");
    await mkdir(dataDir);
    const file = join(dataDir, "countersign.db");
    const queries = connect(`sqlite:${file}`, "write");
    await migrate(queries);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(
      queries,
    );
    await queries.destroy();
    const { code, err } = await failure({ dataDir });
    expect(code).toBe(1);
    expect(err).toBe(
      `The database ${file} cannot be opened: a newer version of Countersign has changed the tables (9999-later), and this one does not know them. Start the newer version; to go back to this one, restore a backup that was made before.\n`,
    );
  });

  it("tells that the machine has no such address", async () => {
    // TEST-NET-1 of RFC 5737: no machine has it.
    const flags = ["--listen", "192.0.2.1:8480", "--public-url", "https://sts.example"];
    const { code, err } = await failure({ flags });
    expect(code).toBe(1);
    expect(err).toMatch(/^192\.0\.2\.1 is no address this machine can listen on/);
  });

  it("tells that PostgreSQL does not answer, without the password", async () => {
    const { code, err, out } = await failure({
      environment: {
        COUNTERSIGN_DATABASE_URL: `postgres://user:hunter2@127.0.0.1:${await freePort()}/sts`,
        COUNTERSIGN_MASTER_KEY_FILE: join(folder, "any.key"),
      },
    });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The database postgres:\/\/127\.0\.0\.1:\d+\/sts cannot be opened: connect ECONNREFUSED/,
    );
    expect(err).toMatch(/ or name another with --database-url or COUNTERSIGN_DATABASE_URL\.\n$/);
    expect(err + out).not.toContain("hunter2");
  });

  it("tells that the connection to the database is not encrypted, before it is made", async () => {
    // Neither loopback by its name nor another machine.
    const url = `postgres://user:hunter2@0.0.0.0:${await freePort()}/sts`;
    const { err, out } = await failure({
      environment: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_MASTER_KEY_FILE: join(folder, "any.key") },
    });
    expect(out).toMatch(/"host":"0\.0\.0\.0","msg":"the connection to the database is not encrypted: /);
    expect(err + out).not.toContain("hunter2");
  });

  it("tells every file that the database's URL names in vain, with exit code 2", async () => {
    const text = join(folder, "no-certificate.pem");
    await writeFile(text, "no certificate");
    const { code, err } = await failure({
      environment: {
        COUNTERSIGN_DATABASE_URL: `postgres://db/sts?sslmode=verify-full&sslrootcert=${text}&sslcert=/none.pem&sslkey=/none.key`,
        COUNTERSIGN_MASTER_KEY_FILE: join(folder, "any.key"),
      },
    });
    expect(code).toBe(2);
    expect(err.trim().split("\n").slice(1)).toEqual([
      `  - sslrootcert in COUNTERSIGN_DATABASE_URL names ${text}: it must hold at least one certificate in PEM form.`,
      "  - sslcert in COUNTERSIGN_DATABASE_URL names /none.pem: there is no such file. It must be a file that the user the server runs as may read.",
      "  - sslkey in COUNTERSIGN_DATABASE_URL names /none.key: there is no such file. It must be a file that the user the server runs as may read.",
    ]);
  });

  it("tells that PostgreSQL hangs up, as one that is starting or stopping may", async () => {
    const database = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    onTestFinished(() => void database.close());
    await once(database, "listening");
    const { port } = database.address() as AddressInfo;
    const { code, err } = await failure({
      environment: {
        COUNTERSIGN_DATABASE_URL: `postgres://user@127.0.0.1:${port}/sts`,
        COUNTERSIGN_MASTER_KEY_FILE: join(folder, "any.key"),
      },
    });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The database postgres:\/\/127\.0\.0\.1:\d+\/sts cannot be opened: .+\. See that it runs and/,
    );
  });

  it("tells that a file is no database", async () => {
    const path = join(folder, "garbage.db");
    await writeFile(path, "garbage".repeat(1000));
    const { code, err } = await failure({ flags: ["--database-url", `sqlite:${path}`] });
    expect(code).toBe(1);
    expect(err).toMatch(noStack);
    expect(err).toContain("file is not a database");
    expect(err).toContain(`The database ${path} cannot be opened`);
    expect(err).toMatch(/restore it from your backup/);
    expect(err).not.toContain("COUNTERSIGN_");
  });

  it("tells that a database is damaged inside", async () => {
    const { dataDir, child, ended } = await serve();
    child.kill("SIGTERM");
    await ended;
    const path = join(dataDir, "countersign.db");
    const content = await readFile(path);
    // The header stays, so that it is still a database.
    await writeFile(path, content.fill(0xff, 100));
    const { code, err } = await failure({ dataDir });
    expect(code).toBe(1);
    expect(err).toMatch(noStack);
    expect(err).toContain(`The database ${path} cannot be opened`);
    expect(err).toMatch(/malformed.*restore it from your backup/);
  });

  it.each([
    ["a file", "a-file", "EEXIST"],
    ["below a file", "a-file/data", "ENOTDIR"],
    ["a link that leads nowhere", "a-link", "EEXIST"],
  ])("tells that the data folder is %s", async (_, name, systemCode) => {
    await writeFile(join(folder, "a-file"), "");
    await symlink("nowhere", join(folder, "a-link")).catch(() => undefined);
    const { code, err } = await failure({ flags: ["--data-dir", join(folder, name)] });
    expect(code).toBe(1);
    expect(err).toContain(
      `${join(folder, name)} is not a folder and cannot be made one (${systemCode}): a file, or a link that leads nowhere, is in its place.`,
    );
    expect(err).toMatch(noStack);
  });

  it.skipIf(process.platform !== "linux")("ends where the system makes no data folder", async () => {
    const { code, err } = await failure({ flags: ["--data-dir", "/proc/countersign"] });
    expect(code).toBe(1);
    expect(err).toContain("/proc/countersign");
    expect(err).toMatch(/the system makes no folder there|EACCES|EPERM/);
    expect(err).toMatch(noStack);
  });

  it.skipIf(process.platform !== "linux")(
    "ends where the system makes no folder for the database",
    async () => {
      const { code, err } = await failure({ flags: ["--database-url", "sqlite:/proc/countersign/one.db"] });
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/\/proc\/countersign.*(makes no folder there|EACCES|EPERM)/),
      ]);
    },
  );

  it("tells that the master key is another one than the database was made with", async () => {
    const { dataDir, child, ended } = await serve();
    child.kill("SIGTERM");
    await ended;
    const key = join(folder, "other.key");
    await writeFile(key, Buffer.alloc(32, 7), { mode: 0o600 });
    const { code, err } = await failure({ dataDir, flags: ["--master-key-file", key] });
    expect(code).toBe(2);
    expect(err).toMatch(/^The master key is not the one this database was made with/);
    expect(err).toMatch(noStack);
  });

  it("tells that the master key cannot be read", async () => {
    const { code, err } = await failure({ flags: ["--master-key-file", folder] });
    expect(code).toBe(2);
    expect(err).toBe(
      `The master key ${folder} cannot be read: it is a folder. It must be a file that belongs to the user the server runs as.\n`,
    );
  });

  it("tells that the master key is missing, and makes no other for the database of before", async () => {
    const { dataDir, child, ended } = await serve();
    child.kill("SIGTERM");
    await ended;
    const key = join(dataDir, "master.key");
    await rename(key, join(folder, "kept.key"));
    const before = await readdir(dataDir);
    const { code, err } = await failure({ dataDir });
    expect(code).toBe(2);
    expect(err).toContain(
      `${key} is missing, but this database was made with one: restore it from your backup`,
    );
    expect(await readdir(dataDir)).toEqual(before);

    await rename(join(folder, "kept.key"), key);
    const again = await serve({ dataDir });
    expect(again.out()).not.toContain("although a master key exists");
  });

  it("warns of an empty database beside a master key", async () => {
    const { dataDir, child, ended } = await serve();
    child.kill("SIGTERM");
    await ended;
    await rm(join(dataDir, "countersign.db"));
    const { out } = await serve({ dataDir });
    await vi.waitFor(() => expect(out()).toContain("the database is empty although a master key exists"));
  });

  it("tells that others can read the master key", async () => {
    const key = join(folder, "open.key");
    await writeFile(key, Buffer.alloc(32, 7), { mode: 0o644 });
    const { code, err } = await failure({ flags: ["--master-key-file", key] });
    expect(code).toBe(2);
    expect(err).toContain("chmod 600");
  });

  it("refuses a password on the command line", async () => {
    const { code, err } = await failure({ flags: ["--outbound-proxy", "http://user:hunter2@proxy:3128"] });
    expect(code).toBe(2);
    expect(err).toContain("set COUNTERSIGN_OUTBOUND_PROXY instead");
    expect(err).not.toContain("hunter2");
  });

  it("leaves nothing behind that keeps the process alive", async () => {
    await mkdir(join(folder, "held"), { recursive: true });
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    const { code } = await failure({
      dataDir: join(folder, "held/data"),
      flags: ["--listen", `127.0.0.1:${port}`],
    });
    await new Promise((done) => other.close(done));
    expect(code).toBe(1);
  });
});
