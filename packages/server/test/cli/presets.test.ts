import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const command = (argv: readonly string[], input?: unknown, columns = {}) =>
  runCommand(argv, {
    ...columns,
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
    input: JSON.stringify(input),
  });

const byTokenId = { policy: "single_use", key: { kind: "jti" } };
let count = 0;
/** Creates a provider of an issuer nothing is known of, by options. */
async function create(...options: readonly string[]) {
  count += 1;
  const name = `ci-${count}`;
  const issuer = ["--issuer", `https://ci-${count}.example`];
  const { code, out, err } = await command(["provider", "create", name, ...issuer, ...options]);
  const shown = await command(["provider", "show", name, "--json"]);
  return { code, told: out + err, provider: shown.json() };
}

describe("a provider created from a preset", () => {
  const audience = ["--audience", "https://sts.example"];

  it("takes the algorithms and the replay policy that the preset recommends, and says so", async () => {
    const { told, provider } = await create("--preset", "github-actions", ...audience);
    expect(provider).toMatchObject({ algorithms: ["RS256"], replay: byTokenId, preset: "github-actions" });
    expect(told).toMatch(
      /^created provider ci-\d+\nfrom preset github-actions: algorithms RS256 \(else --algorithms\); a token is accepted once, known by its jti \(else --replay\)\n$/,
    );
  });

  it("is what options say instead, which is then not told as the preset's", async () => {
    const chosen = ["--algorithms", "ES256,RS256", "--replay", "reusable"];
    const { told, provider } = await create("--preset", "github-actions", ...audience, ...chosen);
    expect(provider).toMatchObject({ algorithms: ["ES256", "RS256"], replay: { policy: "reusable" } });
    expect(told).not.toContain("from preset");
  });

  it("is what the document says instead, and takes the rest from the preset that it names", async () => {
    const document = {
      name: "by-document",
      issuer_url: "https://by-document.example",
      preset: "kubernetes",
      replay: byTokenId,
    };
    const { json } = await command(["provider", "create", "--file", "-", "--json"], document);
    expect(json()).toMatchObject({ algorithms: ["RS256", "ES256"], replay: byTokenId });
  });

  it("knows a single-use token by what the preset recommends, and without one by its jti", async () => {
    const once = ["--replay", "single_use"];
    const { provider: entra } = await create("--preset", "azure-devops-entra", ...audience, ...once);
    expect(entra["replay"]).toEqual({ policy: "single_use", key: { kind: "payload" } });
    expect((await create(...audience, ...once)).provider["replay"]).toEqual(byTokenId);
  });

  it("is told the platform's advice on the audience where it has none", async () => {
    const { told } = await create("--preset", "hcp-terraform");
    expect(told).toContain("preset hcp-terraform on the audience: The workspace variable TFC_");
    expect((await create("--preset", "hcp-terraform", ...audience)).told).not.toContain("on the audience");
  });

  it("is refused when there is no such preset, with the one that was meant", async () => {
    const { code, told } = await create("--preset", "github-action");
    expect(code).toBe(2);
    expect(told).toContain("Did you mean github-actions?");
  });
});

describe("a provider created without a preset", () => {
  it("accepts what every other interface's would", async () => {
    const { told, provider } = await create("--audience", "https://sts.example");
    expect(provider).toMatchObject({ preset: null, replay: { policy: "reusable" } });
    expect(provider["algorithms"]).toHaveLength(11);
    expect(told).toMatch(/^created provider ci-\d+\n$/);
  });
});

describe("countersign preset show", () => {
  it("prints a page for people, and the whole document with --json", async () => {
    const { code, out } = await command(["preset", "show", "github-actions"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^GitHub Actions \(github-actions\)\n/);
    expect(out).toMatch(/^replay +a token is accepted once, known by its jti\. Every request/m);
    expect(out).toMatch(/^bind to +repository_id, /m);
    expect(out).toContain('- sub "repo:acme*"\n  Without the slash');
    expect(out.split("\n").length).toBeLessThan(60);
    const { json } = await command(["preset", "show", "github-actions", "--json"]);
    expect(json()).toMatchObject({ id: "github-actions", shared_issuer: true });
    expect(json()["examples"]).not.toEqual([]);
  });

  it("keeps its sentences within the window", async () => {
    const wide = await command(["preset", "show", "hcp-terraform"]);
    const narrow = await command(["preset", "show", "hcp-terraform"], undefined, { columns: 60 });
    const long = (text: string) =>
      text.split("\n").filter((line) => line.length > 60 && !/https:/.test(line));
    expect(long(wide.out).length).toBeGreaterThan(5);
    expect(long(narrow.out).filter((line) => !line.startsWith("Claims to start"))).toEqual([]);
    const plain = (text: string) => text.replaceAll(/\s+/g, " ");
    expect(plain(narrow.out)).toBe(plain(wide.out));
  });

  it.each([
    ["gitlab", "Did you mean gitlab-com or gitlab-self-managed?"],
    ["github-action", "Did you mean github-actions"],
    ["nothing", "`countersign preset list` names those there are."],
  ])("ends with 5 for %s, which is none, and says where to look", async (id, advice) => {
    const { code, err } = await command(["preset", "show", id]);
    expect(code).toBe(5);
    expect(err).toContain(`There is no preset "${id}".`);
    expect(err).toContain(advice);
  });
});

describe("a mapping started from a preset", () => {
  const start = () => command(["preset", "show", "github-actions", "--mapping"]);

  it("is printed to edit, with the claims that the preset recommends, and what to do beside it", async () => {
    const { out, err } = await start();
    expect(JSON.parse(out)).toMatchObject({
      claims: { repository_id: "<number of the repository, as text>", ref: "refs/heads/main" },
    });
    expect(err).toContain("countersign mapping create <provider> --file <path>");
  });

  it("is refused as it is printed, and created once it is filled in", async () => {
    await create("--preset", "github-actions");
    const provider = `ci-${count}`;
    const createFrom = (document: unknown) =>
      command(["mapping", "create", provider, "--file", "-"], document);
    const started = JSON.parse((await start()).out) as Record<string, object>;
    const refused = await createFrom(started);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("/name: ")]);

    const named = {
      ...started,
      name: "release",
      grant: { user: "releaser" },
      audience: ["https://a.example"],
    };
    const left = await createFrom(named);
    expect(left.out.match(/^warning: claims\.\w+: .*was to be filled in/gm)).toHaveLength(2);

    const claims = { ...started["claims"], repository_id: "77001234", repository_owner_id: "90210001" };
    const filled = await createFrom({ ...named, name: "filled", claims });
    expect(filled).toMatchObject({ code: 0, out: "created mapping filled\n" });
  });
});
