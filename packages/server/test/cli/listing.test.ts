import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mapping, provider, startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
const references: (string | null)[] = [];
beforeAll(async () => {
  world = await startWorld();
  const subjects = ["repo:acme/app:ref:refs/heads/main", "repo:acme/app:ref:refs/tags/v1"];
  for (const sub of subjects) {
    const answer = await world.exchange({ subject_token: world.idToken({ sub }) });
    references.push(answer.headers.get("x-request-id"));
  }
});
afterAll(() => world.close());

const command = (...argv: string[]) =>
  runCommand(argv, {
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
  });

describe("countersign log", () => {
  it("lists exchanges with their reference ids, the latest first", async () => {
    const { code, out } = await command("log");
    expect(code).toBe(0);
    const [, latest, first] = out.split("\n");
    expect(latest).toMatch(new RegExp(`refused +ci +no_matching_mapping +${references[1]}$`));
    expect(first).toMatch(new RegExp(`issued +ci +deploy +${references[0]}$`));
  });

  it.each([
    [["--outcome", "issued"], 0],
    [["--limit", "1"], 1],
    [["--reason", "no_matching_mapping"], 1],
    [["--mapping", "deploy"], 0],
    [["--text", "REFS/TAGS"], 1],
    [["--face", "oauth", "--text", "refs/heads", "--since", "2026-01-01T00:00:00Z"], 0],
  ])("lists only what %j asks for", async (options, expected) => {
    const listed: unknown = (await command("log", "--provider", "ci", "--json", ...options)).json();
    expect(listed).toMatchObject([{ request_id: references[expected] }]);
  });

  it("says of a token that was issued without an exchange on whose word", async () => {
    const made = await world.app.asAdmin("POST", "/access/api/v1/tokens", { username: "ada" });
    const { out } = await command("log", "--limit", "1");
    const reference = made.headers.get("x-request-id");
    expect(out).toMatch(new RegExp(`issued +issued by bootstrap +${reference}\n$`));
  });

  it("ends with 5 for a provider that does not exist", async () => {
    expect((await command("log", "--provider", "nobody")).code).toBe(5);
  });

  it("ends with 2 for a limit that is none", async () => {
    const { code, err } = await command("log", "--limit", "all");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("--limit must be") });
  });
});

describe("countersign stats", () => {
  it("tells what was exchanged and refused, and why", async () => {
    await vi.waitFor(
      async () => {
        const { code, out } = await command("stats");
        expect(code).toBe(0);
        expect(out).toMatch(/^From .+Z to .+Z\n\nPROVIDER +ISSUED +REFUSED/);
        expect(out).toMatch(/^ci +1 +1 +no_matching_mapping 1$/m);
        expect(out).toMatch(/^deploy +ci +1 +20/m);
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  it("names the mappings that were never used, and since when that is known", async () => {
    const idle = { ...mapping, name: "idle", claims: { sub: "nobody" } };
    expect((await world.app.asAdmin("POST", "/api/v1/mappings", idle)).status).toBe(201);
    const { out } = await command("stats", "--bucket", "day", "--provider", "ci");
    expect(out).toMatch(/\nNever used, as far as records go back \(.+Z\): 1\nci\/idle\n$/);
  });

  it("ends with 2 for a time that is none", async () => {
    expect((await command("stats", "--since", "yesterday")).code).toBe(2);
  });
});

describe("countersign findings", () => {
  it("lists what is risky, gravest first, with what to do", async () => {
    const { audience: _, ...risky } = provider(world.issuer);
    const written = await world.app.asAdmin("POST", "/api/v1/providers", { ...risky, name: "open" });
    expect(written.status).toBe(201);
    const { out } = await command("findings", "--provider", "open");
    expect(out).toMatch(/^1 critical, \d warnings, \d notices\n\ncritical: no_audience \(open, audience\)\n/);
    const { items } = (await command("findings", "--severity", "critical", "--json")).json() as {
      items: readonly unknown[];
    };
    expect(items).toMatchObject([{ code: "no_audience", of: "provider", provider: "open" }]);
  });
});

describe("countersign preset", () => {
  it("lists the ids that --preset takes", async () => {
    const { code, out } = await command("preset", "list");
    expect(code).toBe(0);
    expect(out).toMatch(/^ID +TITLE +ISSUERS\n/);
    expect(out).toMatch(/^github-actions +GitHub/m);
  });
});
