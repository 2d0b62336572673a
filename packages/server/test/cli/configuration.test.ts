import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapping, provider, startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const command = (argv: readonly string[], input?: unknown) =>
  runCommand(argv, {
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
    input: typeof input === "string" ? input : JSON.stringify(input),
  });
const issuerOptions = ["--issuer", "https://issuer.example"];

describe("countersign provider", () => {
  it("creates one from options, and tells what the linter finds", async () => {
    const { code, out } = await command(["provider", "create", "open", ...issuerOptions]);
    expect(code).toBe(0);
    expect(out).toMatch(/^created provider open\ncritical: audience: /);
  });

  it("creates one from a document, in which options win", async () => {
    const document = { ...provider(world.issuer), name: "from-file", audience: "https://old.example" };
    const made = await command(
      ["provider", "create", "--file", "-", "--audience", "https://new.example", "--json"],
      document,
    );
    expect(made.json()).toMatchObject({ name: "from-file", audience: "https://new.example" });
  });

  it("lists them as a table, and whole with --json", async () => {
    const { out } = await command(["provider", "list"]);
    expect(out).toMatch(/^NAME +ISSUER +AUDIENCE +ENABLED +FINDINGS\nci +https:/);
    const { json } = await command(["provider", "list", "--json"]);
    expect(json()).toContainEqual(expect.objectContaining({ name: "ci", issuer_url: world.issuer.url }));
  });

  it("shows one as an update takes it, and what the linter finds beside that", async () => {
    await command(["provider", "create", "shown", ...issuerOptions]);
    const { out, err } = await command(["provider", "show", "shown"]);
    expect(err).toMatch(/^critical: audience: /);
    expect((await command(["provider", "update", "shown", "--file", "-"], out)).code).toBe(0);
  });

  it("replaces one by the edited copy of what was shown, once", async () => {
    await command(["provider", "create", "edited", ...issuerOptions]);
    const shown = (await command(["provider", "show", "edited", "--json"])).json();
    const update = () =>
      command(["provider", "update", "edited", "--file", "-", "--json"], { ...shown, description: "mine" });
    expect((await update()).json()).toMatchObject({ description: "mine" });
    const again = await update();
    expect([again.code, again.json()["error"]]).toEqual([2, "stale"]);
    const told = await command(["provider", "update", "edited", "--file", "-"], shown);
    expect(told.err).toMatch(
      /^The object was changed since you read it\. Take the document from `show` again, make the change in that, and update once more\.\nReference id/,
    );
  });

  it("deletes one, and ends with 5 when there is none", async () => {
    await command(["provider", "create", "gone", ...issuerOptions]);
    expect((await command(["provider", "delete", "gone", "--json"])).json()).toEqual({ deleted: "gone" });
    expect((await command(["provider", "delete", "gone"])).code).toBe(5);
    expect((await command(["provider", "show", "gone"])).code).toBe(5);
  });

  it("names each member the server finds at fault", async () => {
    const document = {
      name: "bad",
      issuer_url: "https://i.example",
      audiense: "x",
      clock_tolerance_seconds: -1,
    };
    const { code, err } = await command(["provider", "create", "--file", "-"], document);
    expect(code).toBe(2);
    expect(err).toMatch(/\n {2}\/audiense: .*Did you mean audience\?/);
    expect(err).toMatch(/\n {2}\/clock_tolerance_seconds: /);
    expect(err).toMatch(/\nReference id: [0-9a-f-]{36}\n$/);
  });

  it("says what is missing from options, where no document was given", async () => {
    const { code, err } = await command(["provider", "create"]);
    expect([code, err]).toEqual([
      2,
      "A provider needs a name.\nA provider needs the URL of its issuer.\nGive a name and --issuer, or a document with name and issuer_url in --file.\n",
    ]);
  });

  it("sends whoever names one that is not there to a command", async () => {
    const { code, err } = await command(["provider", "show", "gone"]);
    expect(code).toBe(5);
    expect(err).toContain("`countersign provider list` shows those there are.");
    expect(err).not.toContain("/api/");
  });

  it("names the members that are missing", async () => {
    const { code, err } = await command(["provider", "create", "--file", "-"], {});
    expect(code).toBe(2);
    expect(err).toMatch(/\n {2}\/name: .*\n {2}\/issuer_url: /);
  });

  it("refuses a document in which a member stands twice", async () => {
    const { code, err } = await command(
      ["provider", "create", "--file", "-"],
      '{"name": "twice", "audience": "a",\n "audience": "b"}',
    );
    expect(code).toBe(2);
    expect(err).toMatch(/standard input is not valid JSON: line 2, column 2: .*audience/);
  });
});

describe("countersign mapping", () => {
  it("creates one for the provider named, and tells what the linter finds", async () => {
    const document = { ...mapping, name: "wide", provider: "ci", claims: { sub: "*" } };
    const { code, out } = await command(["mapping", "create", "ci", "--file", "-"], document);
    expect(code).toBe(0);
    expect(out).toMatch(/^created mapping wide\n.*claims\.sub/);
    await command(["mapping", "delete", "ci", "wide"]);
  });

  it("lists them in the order they are judged", async () => {
    const { provider: _, ...document } = mapping;
    await command(["mapping", "create", "ci", "--file", "-"], { ...document, name: "first", priority: 1 });
    const { out } = await command(["mapping", "list", "ci"]);
    expect(out).toMatch(/^PRIORITY +NAME .* GRANT .*\n1 +first .*\nlowest +deploy .* \{"user":"deployer",/);
    expect((await command(["mapping", "list", "ci", "--json"])).json()).toMatchObject([
      { name: "first" },
      { name: "deploy" },
    ]);
  });

  it("shows, replaces and deletes one by name", async () => {
    const document = { ...mapping, name: "short-lived" };
    await command(["mapping", "create", "ci", "--file", "-"], document);
    const shown = (await command(["mapping", "show", "ci", "short-lived", "--json"])).json();
    const updated = await command(["mapping", "update", "ci", "short-lived", "--file", "-", "--json"], {
      ...shown,
      lifetime_seconds: 60,
    });
    expect(updated.json()).toMatchObject({ lifetime_seconds: 60 });
    expect((await command(["mapping", "show", "ci", "short-lived"])).out).toContain('"lifetime_seconds": 60');
    expect((await command(["mapping", "delete", "ci", "short-lived"])).out).toBe(
      "deleted mapping short-lived\n",
    );
    expect((await command(["mapping", "show", "ci", "short-lived"])).code).toBe(5);
  });

  it("tells apart mappings of one name by the project that owns them", async () => {
    const document = { ...mapping, name: "owned", project: "shop" };
    await command(["mapping", "create", "ci", "--file", "-"], document);
    const without = await command(["mapping", "show", "ci", "owned"]);
    expect([without.code, without.err]).toEqual([
      5,
      "Provider ci has no global mapping called owned. One is owned by project shop: give --project.\n",
    ]);
    const shown = await command(["mapping", "show", "ci", "owned", "--project", "shop", "--json"]);
    expect(shown.json()).toMatchObject({ name: "owned", project: "shop" });
    expect((await command(["mapping", "delete", "ci", "owned", "--project", "shop"])).code).toBe(0);
  });

  it("points at the member at fault", async () => {
    const document = { ...mapping, name: "bad", grant: { users: "x" } };
    const { code, json } = await command(["mapping", "create", "ci", "--file", "-", "--json"], document);
    expect(code).toBe(2);
    expect(json()).toMatchObject({
      error: "invalid",
      request_id: expect.any(String),
      errors: [{ pointer: "/grant/users", detail: expect.stringContaining("no member called") }],
    });
  });

  it("ends with 5 for a provider that does not exist", async () => {
    expect((await command(["mapping", "list", "nobody"])).code).toBe(5);
  });
});

describe("countersign project", () => {
  it("creates one from a key alone, or with a name and roles", async () => {
    const { code, out } = await command(["project", "create", "shop"]);
    expect([code, out]).toEqual([0, "created project shop\n"]);
    const options = ["--name", "The bank", "--description", "d", "--role", "Clerk", "Night shift"];
    const made = await command(["project", "create", "bank", ...options, "--json"]);
    expect(made.json()).toMatchObject({
      key: "bank",
      display_name: "The bank",
      description: "d",
      roles: [{ name: "Clerk" }, { name: "Night shift" }],
    });
  });

  it("lists them as a table, and whole with --json", async () => {
    const { out } = await command(["project", "list"]);
    expect(out).toMatch(/^KEY +NAME +ROLES\nbank +The bank +Clerk, Night shift\nshop +shop *\n$/);
    const { json } = await command(["project", "list", "--json"]);
    expect(json()).toContainEqual(expect.objectContaining({ key: "shop", display_name: "shop" }));
  });

  it("shows one as an update takes it, and replaces it once", async () => {
    const { out } = await command(["project", "show", "shop"]);
    expect((await command(["project", "update", "shop", "--file", "-"], out)).code).toBe(0);
    const again = await command(["project", "update", "shop", "--file", "-", "--json"], out);
    expect([again.code, again.json()["error"]]).toEqual([2, "stale"]);
  });

  it("deletes one that owns nothing, and says what another still owns", async () => {
    const owned = ["--issuer", "https://issuer.example", "--file", "-"];
    await command(["provider", "create", "owned", ...owned], { project: "shop" });
    const { code, err } = await command(["project", "delete", "shop"]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('Project "shop" still owns 1 provider: delete it first.'),
    ]);
    await command(["provider", "delete", "owned"]);
    expect((await command(["project", "delete", "shop", "--json"])).json()).toEqual({ deleted: "shop" });
    expect((await command(["project", "show", "shop"])).code).toBe(5);
  });

  it("says what is missing, and what is not sound", async () => {
    const { code, err } = await command(["project", "create"]);
    expect([code, err]).toEqual([
      2,
      "A project needs a key.\nGive a key, or a document with one in --file.\n",
    ]);
    const bad = await command(["project", "create", "Shop"]);
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining("key must begin with a-z")]);
  });

  it("is what the linter misses where a provider or mapping only bears a key", async () => {
    const { out } = await command(
      ["provider", "create", "early", "--issuer", "https://i.example", "--file", "-"],
      {
        project: "early",
      },
    );
    expect(out).toContain(
      'warning: project: Provider "early" belongs to the project "early", which does not exist',
    );
    await command(["project", "create", "early"]);
    const { err } = await command(["provider", "show", "early"]);
    expect(err).not.toContain("warning: project");
  });
});
