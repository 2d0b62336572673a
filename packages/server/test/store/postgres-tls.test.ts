import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { databaseProblem } from "../../src/cli/start-problem.ts";
import { unboundedQueries } from "../../src/store/postgres.ts";
import { freePort } from "../app.ts";
import { makeServerCertificate, testCa } from "../certificates.ts";
import { type PostgresCluster, postgresPrograms, startPostgres } from "./postgres-cluster.ts";

const programs = postgresPrograms();

/** Who may come how. */
const ways = `
local all all trust
hostssl all certified 127.0.0.1/32 cert
hostnossl all encrypted 127.0.0.1/32 reject
host all all 127.0.0.1/32 trust
`;

// A server given by COUNTERSIGN_TEST_POSTGRES_URL cannot be given a certificate.
describe.skipIf(inject("postgresUrl") === null || programs === null)("PostgreSQL over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-postgres-tls-"));
  const file = (name: string) => join(folder, name);
  let cluster: PostgresCluster | null = null;
  let port = 0;

  beforeAll(async () => {
    port = await freePort();
    // For a name and not for the address: what only a check of the name can tell apart.
    const certificate = await makeServerCertificate({ names: ["localhost"], addresses: [] });
    const client = await makeServerCertificate({ names: ["certified"], addresses: [], ofClient: true });
    writeFileSync(file("ca.pem"), await testCa());
    writeFileSync(file("client.pem"), client.cert);
    writeFileSync(file("client.key"), client.key, { mode: 0o600 });
    cluster = await startPostgres(
      programs ?? "",
      { listen_addresses: "127.0.0.1", port: String(port), ssl: "on", ssl_ca_file: "ca.crt", fsync: "off" },
      {
        "server.crt": certificate.cert,
        "server.key": certificate.key,
        "ca.crt": await testCa(),
        "pg_hba.conf": ways,
      },
    );
    await ask(`${cluster.url}&port=${port}`, sql`create role certified login`);
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(url: string, statement: ReturnType<typeof sql>) {
    const queries = unboundedQueries(url, "read");
    try {
      return (await statement.execute(queries)).rows;
    } finally {
      await queries.destroy();
    }
  }

  /** Whether PostgreSQL says that the connection of this URL is encrypted. */
  async function isEncrypted(parameters: string, host = "localhost", user = "countersign"): Promise<unknown> {
    const url = `postgres://${user}@${host}:${port}/postgres?${parameters}`;
    const [row] = await ask(url, sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
    return row;
  }
  const trusting = `sslrootcert=${encodeURIComponent(file("ca.pem"))}`;

  it.each(["verify-full", "require", "verify-ca"])("is spoken to with sslmode=%s", async (mode) => {
    expect(await isEncrypted(`sslmode=${mode}&${trusting}`)).toEqual({ ssl: true });
  });

  it.each(["", "sslmode=disable"])("is spoken to in the clear with %j", async (parameters) => {
    expect(await isEncrypted(parameters)).toEqual({ ssl: false });
  });

  it.each(["verify-full", "require"])(
    "is not spoken to with sslmode=%s where its authority is not trusted",
    async (mode) => {
      await expect(isEncrypted(`sslmode=${mode}`)).rejects.toThrow(
        "self-signed certificate in certificate chain",
      );
    },
  );

  it.each(["verify-full", "require"])(
    "is not spoken to with sslmode=%s under a name that its certificate does not have",
    async (mode) => {
      await expect(isEncrypted(`sslmode=${mode}&${trusting}`, "127.0.0.1")).rejects.toThrow(
        "IP: 127.0.0.1 is not in the cert's list",
      );
    },
  );

  it("is spoken to under any name where only its own authority makes certificates, and that is said", async () => {
    expect(await isEncrypted(`sslmode=verify-ca&${trusting}`, "127.0.0.1")).toEqual({ ssl: true });
  });

  it("is checked whatever the environment says for the sake of something else", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    vi.stubEnv("PGSSLMODE", "no-verify");
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(isEncrypted("sslmode=verify-full")).rejects.toThrow(
      "self-signed certificate in certificate chain",
    );
  });

  it("is shown the certificate that the URL names", async () => {
    const parameters = `sslmode=verify-full&${trusting}`;
    await expect(isEncrypted(parameters, "localhost", "certified")).rejects.toThrow(
      "connection requires a valid client certificate",
    );
    const own = `sslcert=${encodeURIComponent(file("client.pem"))}&sslkey=${encodeURIComponent(file("client.key"))}`;
    expect(await isEncrypted(`${parameters}&${own}`, "localhost", "certified")).toEqual({ ssl: true });
  });

  it.each([
    [
      "an authority that is not trusted",
      "sslmode=verify-full",
      /name that authority's file with sslrootcert/,
    ],
    ["another name", `sslmode=verify-full&${trusting}`, /connect by one of these, or have one made for this/],
    ["no encryption, where it wants some", "sslmode=disable", /add sslmode=verify-full to the URL\.$/],
    [
      "a file that is not there",
      "sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
      /^The database's URL names \/nowhere\/ca\.pem: there is no such file\./,
    ],
  ])("that does not open for %s is told with what mends it", async (_, parameters, sentence) => {
    const problem = await isEncrypted(parameters, "127.0.0.1", "encrypted").catch(
      (caught: unknown) => caught,
    );
    const url = `postgres://encrypted@127.0.0.1:${port}/postgres?${parameters}`;
    expect(databaseProblem(problem, url)).toMatch(sentence);
  });

  it("is spoken to over its Unix socket without TLS, which is not there", async () => {
    const url = `${cluster?.url}&port=${port}&sslmode=verify-full`;
    const [row] = await ask(url, sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
    expect(row).toEqual({ ssl: false });
  });
});

it("PostgreSQL without TLS is told with what mends it", async () => {
  // All that is asked for is whether there is TLS, and N says no.
  const server = createServer((socket) => socket.once("data", () => socket.end("N")));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `postgres://countersign@127.0.0.1:${port}/postgres?sslmode=verify-full`;
  const queries = unboundedQueries(url, "read");
  const problem = await sql`select 1`.execute(queries).catch((caught: unknown) => caught);
  await queries.destroy();
  expect(databaseProblem(problem, url)).toMatch(
    /Switch on ssl in postgresql\.conf; or write sslmode=disable/,
  );
});
