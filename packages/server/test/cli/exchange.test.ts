import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { audience, created, provider, startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand, runProgram } from "./command-line.ts";

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "countersign-cli-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const jwt = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;
const exchange = (environment: Readonly<Record<string, string>>, ...options: string[]) =>
  runCommand(["exchange", "--url", world.app.url, ...options], { environment });

describe("countersign exchange", () => {
  it("prints the access token alone, so that a shell can keep it", async () => {
    const { code, out, err } = await runProgram(["exchange", "--token-file", "-"], {
      environment: { COUNTERSIGN_URL: world.app.url },
      input: `${world.idToken()}\n`,
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(jwt);
  });

  it("takes the ID token from a file", async () => {
    const path = join(folder, "id-token");
    await writeFile(path, world.idToken());
    expect((await exchange({}, "--token-file", path)).out).toMatch(jwt);
  });

  it("takes the ID token from the variable that is named", async () => {
    expect((await exchange({ MY_TOKEN: world.idToken() }, "--token-variable", "MY_TOKEN")).out).toMatch(jwt);
  });

  it.each(["COUNTERSIGN_ID_TOKEN", "TFC_WORKLOAD_IDENTITY_TOKEN"])(
    "takes the ID token from %s without being told",
    async (variable) => {
      expect((await exchange({ [variable]: world.idToken() })).out).toMatch(jwt);
    },
  );

  it("prints the whole answer with --json", async () => {
    const { json } = await exchange({ COUNTERSIGN_ID_TOKEN: world.idToken() }, "--json");
    expect(json()).toMatchObject({ access_token: expect.any(String), token_type: "Bearer", expires_in: 600 });
  });

  it("warns when the access token is not for the audience asked for", async () => {
    const environment = { COUNTERSIGN_ID_TOKEN: world.idToken() };
    const other = await exchange(environment, "--audience", "https://other.example");
    expect(other.code).toBe(0);
    expect(other.out).toMatch(jwt);
    expect(other.err).toMatch(/^warning: https:\/\/other\.example was asked for, and .* is for https:/);
    expect((await exchange(environment, "--audience", "https://api.example")).err).toBe("");
  });

  it("asks for the provider, mapping and audience that are named", async () => {
    const { json } = await exchange(
      { COUNTERSIGN_ID_TOKEN: world.idToken() },
      ...["--provider", "ci", "--mapping", "deploy", "--audience", "https://billing.example", "--json"],
    );
    const [, payload = ""] = String(json()["access_token"]).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    expect(claims["aud"]).toBe("https://billing.example");
  });

  it("ends with 3 and the reference id when the token is refused", async () => {
    const { code, out, err } = await exchange({
      COUNTERSIGN_ID_TOKEN: world.idToken({ sub: "repo:acme/other:ref:refs/heads/main" }),
    });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^.+ Reference id: [0-9a-f-]{36}\.\n$/);
  });

  it("prints a refusal as one JSON document with --json", async () => {
    const { code, err, json } = await exchange({ COUNTERSIGN_ID_TOKEN: "not.a.token" }, "--json");
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(json()).toEqual({
      error: "invalid_request",
      detail: expect.stringContaining("Reference id"),
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("names the option that helps when several providers trust the issuer", async () => {
    await created(world.app, "/api/v1/providers", { ...provider(world.issuer), name: "second" });
    const { code, err } = await exchange({ COUNTERSIGN_ID_TOKEN: world.idToken() });
    await world.app.asAdmin("DELETE", "/api/v1/providers/second");
    expect(code).toBe(3);
    expect(err).toContain("provider_name");
  });

  it.each([
    ["GITHUB_ACTIONS", "true", /ACTIONS_ID_TOKEN_REQUEST_URL is not set.*id-token: write/],
    ["GITLAB_CI", "true", /COUNTERSIGN_ID_TOKEN is not set.*id_tokens/],
    ["TFC_RUN_ID", "run-1", /TFC_WORKLOAD_IDENTITY_TOKEN is not set/],
  ])("says, in a job marked by %s, what the job lacks", async (mark, value, sentence) => {
    const { code, err } = await exchange({ [mark]: value });
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it.each([
    [[], /^No ID token found\. Give one with --token-file/],
    [["--from", "github"], /ACTIONS_ID_TOKEN_REQUEST_URL is not set.*id-token: write/],
    [["--from", "gitlab"], /COUNTERSIGN_ID_TOKEN is not set.*id_tokens/],
    [["--from", "terraform"], /TFC_WORKLOAD_IDENTITY_AUDIENCE/],
    [["--token-variable", "NOTHING"], /no token in the variable NOTHING/],
    [["--token-file", "/nowhere/token"], /--token-file names \/nowhere\/token: there is no such file/],
    [["--token-file", "a", "--from", "gitlab"], /cannot be used with/],
  ])("ends with 2 and says what to do for %j", async (options, sentence) => {
    const { code, err } = await exchange({}, ...options);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it("ends with 1 when something else than a token endpoint answers", async () => {
    const { code, err } = await runCommand(["exchange", "--url", `${world.app.url}/readyz`], {
      environment: { COUNTERSIGN_ID_TOKEN: world.idToken() },
    });
    expect(code).toBe(1);
    expect(err).toContain("did not answer like a token endpoint (status 404)");
  });
});

describe("in a job of GitHub Actions", () => {
  /** Plays the runner's token service; what it was asked is kept. */
  async function startRunner(answer: (request: IncomingMessage) => { status: number; body: string }) {
    const asked: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      asked.push(request);
      const { status, body } = answer(request);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    closing.push(() => new Promise((done) => server.close(() => done())));
    const { port } = server.address() as AddressInfo;
    return {
      asked,
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner-secret",
      },
    };
  }
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it("asks the runner for an ID token with the audience wanted, and exchanges it", async () => {
    const runner = await startRunner(() => ({
      status: 200,
      body: JSON.stringify({ value: world.idToken() }),
    }));
    const { out } = await exchange(runner.environment, "--id-token-audience", audience);
    expect(out).toMatch(jwt);
    expect(runner.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      [`/token?api-version=2.0&audience=${encodeURIComponent(audience)}`, "Bearer runner-secret"],
    ]);
  });

  it.each([
    { status: 403, body: "{}" },
    { status: 200, body: "<html>" },
    { status: 200, body: '{"value":7}' },
  ])("ends with 1 when the runner answers $status $body", async (answer) => {
    const runner = await startRunner(() => answer);
    const { code, err } = await exchange(runner.environment);
    expect(code).toBe(1);
    expect(err).toContain("The runner did not hand out an ID token");
    expect(err).not.toContain("runner-secret");
  });
});
