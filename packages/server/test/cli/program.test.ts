import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePort, startApp, type TestApp } from "../app.ts";
import { cleanEnvironment, program, runCommand, runProgram } from "./command-line.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const leaves = [
  "serve",
  "exchange",
  "explain",
  "log",
  "preset list",
  "preset show",
  ...["list", "show", "create", "update", "delete"].flatMap((verb) => [
    `provider ${verb}`,
    `mapping ${verb}`,
  ]),
  "token inspect",
  "admin token create",
  "admin token list",
  "admin token revoke",
];

describe("the command line", () => {
  it("says which Node to use when it is started with an older one", async () => {
    const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`;
    const { code, out, err } = await runProgram(["serve"], {
      environment: { NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(pretend)}"` },
    });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(
      "Countersign needs Node 24 or later, and this is 20.20.2. Use the Node that npm ci has installed, node_modules/.bin/node, or run it as: npx --no-install countersign\n",
    );
  });

  it.each([[["log"]], [["admin", "token", "list"]]])(
    "refuses a misspelt variable instead of doing without it: %j",
    async (argv) => {
      const environment = { COUNTERSIGN_URLL: "https://sts.example", COUNTERSIGN_DATADIR: "/nowhere" };
      const { code, out, err } = await runCommand(argv, { environment });
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("COUNTERSIGN_URLL is no setting. Did you mean COUNTERSIGN_URL?");
      expect(err).toContain("COUNTERSIGN_DATADIR is no setting. Did you mean COUNTERSIGN_DATA_DIR?");
    },
  );

  it("explains its exit codes in its help", async () => {
    const { code, out } = await runCommand(["--help"]);
    expect(code).toBe(0);
    expect([...out.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, number]) => number)).toEqual([..."0123456"]);
  });

  it.each(leaves)("has help for %s", async (words) => {
    const { code, out } = await runCommand([...words.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: countersign ${words}`);
  });

  it.each(leaves.filter((words) => words !== "serve"))("offers --json with %s", async (words) => {
    expect((await runCommand([...words.split(" "), "--help"])).out).toContain("  --json ");
  });

  it("prints its version", async () => {
    expect(await runCommand(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n" });
  });

  it.each([
    [["--bogus"], "Unknown option '--bogus'.\nSee: countersign --help\n"],
    [["nonsense"], "Unknown command 'nonsense'.\nSee: countersign --help\n"],
    [["provider", "lst"], "Unknown command 'lst'.\n(Did you mean list?)\nSee: countersign provider --help\n"],
    [
      ["provider", "create", "--issuer-url", "x"],
      "Unknown option '--issuer-url'.\n(Did you mean --issuer?)\nSee: countersign provider create --help\n",
    ],
    [["provider", "show"], "Missing required argument 'name'.\nSee: countersign provider show --help\n"],
    [
      ["mapping", "create", "ci"],
      "Required option '--file <path>' not specified.\nSee: countersign mapping create --help\n",
    ],
    [["provider", "show", "a", "b"], "Too many arguments"],
    [
      ["provider", "list", "--url"],
      "Option '--url <url>' argument missing.\nSee: countersign provider list --help\n",
    ],
    [["provider"], "Usage: countersign provider"],
    [[], "Usage: countersign"],
  ])("ends with 2 for %j", async (argv, sentence) => {
    const { code, out, err } = await runCommand(argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(sentence);
  });

  it("says where an option goes that stands before the command", async () => {
    const { code, err } = await runCommand(["--url", "http://127.0.0.1:1", "provider", "list"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "Unknown option '--url'.\nSee: countersign --help\nOptions stand after the command: countersign provider list --url <url>\n",
    );
  });

  it("prints a wrong command line as one JSON document with --json", async () => {
    const { code, err, json } = await runProgram(["provider", "list", "--json", "--bogus"]);
    expect({ code, err, json: json() }).toEqual({
      code: 2,
      err: "",
      json: { error: "usage", detail: "Unknown option '--bogus'.\nSee: countersign provider list --help" },
    });
  });

  it("ends quietly when nobody reads its output any more", async () => {
    const child = spawn(process.execPath, [program, "--help"], { env: cleanEnvironment({}) });
    child.stdout.destroy();
    let err = "";
    child.stderr.on("data", (text) => {
      err += text;
    });
    const [code] = await once(child, "close");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });
});

describe("a command whose output cannot be written", () => {
  const toFullDisk = async (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [program, ...argv], {
      env: cleanEnvironment(environment),
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    const written = { err: "" };
    child.stderr?.on("data", (text) => {
      written.err += text;
      if (written.err.includes("listening on")) child.kill("SIGTERM");
    });
    const [code] = await once(child, "close");
    return { code, err: written.err };
  };

  it("says so and ends with 1", async () => {
    expect(await toFullDisk(["--version"])).toEqual({
      code: 1,
      err: "Standard output cannot be written: ENOSPC: no space left on device, write\n",
    });
  });

  it("is none of a server's, which has only its log there: told to stop, it ends with 0", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "countersign-full-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const { code, err } = await toFullDisk(["serve"], {
      COUNTERSIGN_LISTEN: `127.0.0.1:${await freePort()}`,
      COUNTERSIGN_DATA_DIR: dataDir,
    });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/listening on [^\n]+\n$/) });
  });
});

describe("a command that talks to a server", () => {
  const list = (environment: Readonly<Record<string, string>>, ...options: string[]) =>
    runCommand(["provider", "list", ...options], { environment });

  it("ends with 1 when the server cannot be reached", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, err } = await list({ COUNTERSIGN_URL: url });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining(`The server at ${url} cannot be reached: connect ECONNREFUSED`),
    });
  });

  it("ends with 4 and says how to give a secret when there is none", async () => {
    const { code, err } = await list({ COUNTERSIGN_URL: app.url });
    expect(code).toBe(4);
    expect(err).toMatch(
      /^Give the administrator's secret with --admin-token-file or in COUNTERSIGN_TOKEN\.\n/,
    );
  });

  it("ends with 4 and says how to get another when the secret is wrong", async () => {
    const { code, json } = await list({ COUNTERSIGN_URL: app.url, COUNTERSIGN_TOKEN: "wrong" }, "--json");
    expect(code).toBe(4);
    expect(json()).toMatchObject({ error: "unauthorized", request_id: expect.any(String) });
    const { err } = await list({ COUNTERSIGN_URL: app.url, COUNTERSIGN_TOKEN: "wrong" });
    expect(err).toContain("countersign admin token create");
  });

  it("never shows a secret that cannot be sent", async () => {
    const { code, err } = await list({ COUNTERSIGN_URL: app.url, COUNTERSIGN_TOKEN: "hunter2\nhunter3" });
    expect(code).toBe(2);
    expect(err).not.toContain("hunter");
  });

  it("takes no credential to where a redirect points", async () => {
    const asked: string[] = [];
    const redirecting = createServer((request, response) => {
      asked.push(`${request.url}`);
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    await new Promise<void>((done) => redirecting.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`;
    const environment = { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: "t", COUNTERSIGN_ID_TOKEN: "a.b.c" };
    expect((await list(environment)).code).toBe(1);
    expect((await runCommand(["exchange"], { environment })).code).toBe(1);
    await new Promise((done) => redirecting.close(done));
    expect(asked).toEqual(["/api/v1/providers", "/oauth2/token"]);
  });

  it("ends with 2 when the URL is none", async () => {
    expect((await list({ COUNTERSIGN_URL: "localhost" })).err).toContain("COUNTERSIGN_URL must be");
    expect((await list({}, "--url", "ftp://x")).err).toContain("--url must be");
  });

  it("asks for the base when the URL is that of the admin API", async () => {
    const { code, err } = await list({}, "--url", `${app.url}/api/v1/`);
    expect(code).toBe(2);
    expect(err).toContain(`give the server's base URL: ${app.url}\n`);
  });

  it("names the URL that something else answered", async () => {
    const other = createServer((_, response) => void response.writeHead(404).end("nothing"));
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, err } = await list({ COUNTERSIGN_URL: url });
    await new Promise((done) => other.close(done));
    expect(code).toBe(5);
    expect(err).toContain(`Asked was ${url}, by --url or COUNTERSIGN_URL: give the base URL`);
  });

  it("says plainly when https is asked of a port that speaks http", async () => {
    const { code, err } = await list({ COUNTERSIGN_URL: app.url.replace("http:", "https:") });
    expect(code).toBe(1);
    expect(err).toContain("does not speak https on that port");
  });

  it("takes the secret from a file", async () => {
    const missing = await list({ COUNTERSIGN_URL: app.url }, "--admin-token-file", "/nowhere/secret");
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("there is no such file")]);
  });
});
