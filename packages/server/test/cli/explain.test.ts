import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

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

const explain = (argv: readonly string[], input = "", window = {}) =>
  runCommand(["explain", ...argv], {
    ...window,
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
    input,
  });
const wrongCase = { sub: "repo:Acme/app:ref:refs/heads/main" };

describe("countersign explain", () => {
  it("explains a recorded refusal by its reference id, with the clause, the near miss and exit code 3", async () => {
    const refused = await world.exchange({ subject_token: world.idToken(wrongCase) });
    const { code, out } = await explain([refused.headers.get("x-request-id") ?? ""]);
    expect(code).toBe(3);
    expect(out).toMatch(/^refused\n/);
    expect(out).toContain("✗ deploy: 0 of 1 clause holds; not these:");
    expect(out).toMatch(
      /sub {2}expected .*repo:acme\/app.* {2}presented "repo:Acme\/app:ref:refs\/heads\/main"/,
    );
    expect(out).toMatch(/near miss: .*case/i);
  });

  it("keeps its sentences within the window", async () => {
    const refused = await world.exchange({ subject_token: world.idToken(wrongCase) });
    const { out } = await explain([refused.headers.get("x-request-id") ?? ""], "", { columns: 60 });
    const sentences = out.split("\n").filter((line) => !/expected|^ {2}told .*[^ ]{36}$/.test(line));
    expect(sentences.filter((line) => line.length > 60)).toEqual([]);
    expect(out).toMatch(/\n {2}told {6}\S.*\n {12}\S/);
    expect(out).toMatch(/\n {6}near miss: .*\n {17}\S/);
  });

  it("explains a recorded acceptance with exit code 0", async () => {
    const issued = await world.exchange();
    const { code, out } = await explain([issued.headers.get("x-request-id") ?? ""]);
    expect(code).toBe(0);
    expect(out).toMatch(/^accepted\n/);
    expect(out).toContain("✓ deploy: 1 of 1 clause holds");
    expect(out).toMatch(/\n {2}grant {5}\{"user":/);
    expect(out).not.toMatch(/null|\[\]|false/);
  });

  it("shows every rule of a protocol, clause by clause, with what it gives", async () => {
    const login = {
      path: ["OIDC-login"],
      test: { kind: "present" },
      aliases: [{ path: ["login"], printed: true }],
    };
    const main = { path: ["ref"], test: { kind: "any_of", matchers: [{ kind: "equals", value: "main" }] } };
    const user = { name: { kind: "placeholders", text: "{0}" } };
    await world.app.asAdmin("POST", "/api/v1/providers", {
      name: "forge-login",
      issuer_url: "https://forge.example",
      audience: "https://sts.example",
    });
    await world.app.asAdmin("POST", "/api/v1/mappings", {
      provider: "forge-login",
      name: "rules",
      entry: { kind: "protocol", protocol: "openid" },
      rules: [
        { when: [login], grant: { user } },
        { when: [login, main], grant: { user } },
      ],
    });
    const asked = ["--provider", "forge-login", "--protocol", "openid", "--claims-file", "-"];
    const { out } = await explain(asked, JSON.stringify({ sub: "s", login: "alice", ref: "dev" }));
    expect(out).toMatch(/^accepted/);
    expect(out).toMatch(
      / {2}✓ rule 1\n {6}✓ OIDC-login \(login\) {2}"alice"\n {6}gives: \{"user":\{"name":"alice"/,
    );
    expect(out).toMatch(/ {2}✗ rule 2\n.*\n {6}✗ ref {2}expected one of "main" {2}presented "dev"\n/);
  });

  it("says of a mapping that fits the other form of a subject why it does", async () => {
    const provider = {
      name: "forge",
      issuer_url: "https://token.actions.githubusercontent.com",
      audience: "https://sts.example",
    };
    await world.app.asAdmin("POST", "/api/v1/providers", provider);
    await world.app.asAdmin("POST", "/api/v1/mappings", {
      provider: "forge",
      name: "both-forms",
      claims: { sub: "repo:acme/app:main", repository_id: "34" },
      grant: { groups: ["deployers"] },
    });
    const claims = { sub: "repo:acme@12/app@34:main", repository_owner_id: "12", repository_id: "34" };
    const { out } = await explain(["--claims-file", "-", "--provider", "forge"], JSON.stringify(claims));
    expect(out).toMatch(/✓ both-forms: 2 of 2 clauses hold\n {6}sub: The token's sub carries the numbers/);
  });

  it("says what a reference id is when it is given another text", async () => {
    const { code, err } = await explain(["deploy"]);
    expect(code).toBe(2);
    expect(err).toContain('"deploy" is no reference id');
  });

  it("tries a token from standard input", async () => {
    expect(await explain(["--token-file", "-"], world.idToken())).toMatchObject({ code: 0 });
  });

  it("tries claims typed into a file, and says that nothing vouches for them", async () => {
    const path = join(folder, "claims.json");
    await writeFile(path, JSON.stringify({ aud: "https://sts.example", ...wrongCase }));
    const { code, out } = await explain(["--claims-file", path, "--provider", "ci"]);
    expect(code).toBe(3);
    expect(out).toMatch(/^refused \(claims only: no signature was checked\)\n/);
  });

  it("says of a real token that its signature was not proved, not that claims were typed in", async () => {
    const [header, payload] = world.idToken().split(".");
    const { code, out } = await explain(["--token-file", "-"], `${header}.${payload}.${"A".repeat(342)}`);
    expect(code).toBe(3);
    expect(out).toMatch(/^refused \(the signature was not proved\)\n/);
  });

  it("prints the whole explanation with --json", async () => {
    const { code, json } = await explain(["--token-file", "-", "--json"], world.idToken(wrongCase));
    expect(code).toBe(3);
    expect(json()).toMatchObject({ verdict: "refused", verified: true, considered: 1 });
  });

  it("ends with 5 for a reference id that nobody recorded", async () => {
    expect(await explain(["00000000-0000-7000-8000-000000000000"])).toMatchObject({ code: 5, out: "" });
  });

  it.each([
    [[], /exactly one of/],
    [["some-id", "--token-file", "-"], /exactly one of/],
    [["some-id", "--provider", "ci"], /stands alone/],
  ])("ends with 2 for %j", async (argv, sentence) => {
    const { code, err } = await explain(argv);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it("says what a file of claims is when there is none", async () => {
    const { code, err } = await explain(["--claims-file", join(folder, "nothing.json")]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("Write the claims there") });
  });

  it("points at the mistake in a file of claims", async () => {
    const { code, err } = await explain(["--claims-file", "-"], '{\n  "sub": “main”\n}');
    expect(code).toBe(2);
    expect(err).toMatch(/^standard input is not valid JSON: line 2, column 10: .*curly quotation mark/);
  });
});
