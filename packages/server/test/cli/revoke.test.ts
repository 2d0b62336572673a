import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { introspected, issue } from "../faces/oauth-tokens-world.ts";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const revoke = (...argv: readonly string[]) =>
  runCommand(["revoke", ...argv, "--url", world.app.url], {
    environment: { COUNTERSIGN_TOKEN: world.app.adminToken },
  });

describe("countersign revoke", () => {
  it.each([
    ["provider", ["ci"], "revoked all that was issued through ci up to "],
    ["mapping", ["ci", "deploy"], "revoked all that mapping deploy of ci issued up to "],
    ["user", ["deployer"], "revoked all that was issued to deployer up to "],
    ["everything", ["--yes"], "revoked everything that was issued up to "],
  ])("%s ends what was issued, and says until when", async (kind, argv, sentence) => {
    const { accessToken } = await issue(world);
    const { code, out, err } = await revoke(kind, ...argv);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(sentence) });
    expect(err).toContain("until it expires");
    expect(await introspected(world, accessToken)).toEqual({ active: false });
  });

  it("token ends one, and prints the revocation as JSON", async () => {
    const { accessToken, tokenId } = await issue(world);
    const { code, json } = await revoke("token", tokenId, "--json");
    expect([code, json()]).toMatchObject([0, { kind: "token", id: tokenId, revoked_by: "bootstrap" }]);
    expect(await introspected(world, accessToken)).toEqual({ active: false });
  });

  it("user says that a name nobody has is no error, and where names are seen", async () => {
    const { code, err } = await revoke("user", "depolyer");
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("is nobody, which is no error") });
    expect(err).toContain("`countersign token list` shows whose tokens are still live");
    expect(err).toContain("service:<name>");
  });

  it("everything asks to be told twice", async () => {
    const { accessToken } = await issue(world);
    const { code, err } = await revoke("everything");
    expect(code).toBe(2);
    expect(err).toMatch(/^Nothing was revoked\. This would end every access token and reference token/);
    expect(err).toContain(`that the installation at ${world.app.url} has issued so far, on all its nodes`);
    expect(err).toMatch(
      new RegExp(`To do it: countersign revoke everything --url ${world.app.url} --yes\n$`),
    );
    expect(await introspected(world, accessToken)).toMatchObject({ active: true });
  });

  it("tells what is wrong with the command, which holds no document", async () => {
    const { err } = await revoke("provider", "unknown");
    expect(err).toMatch(/^There is no provider "unknown" here\. .*`countersign provider list`/);
    expect((await revoke("user", "")).err).toMatch(/^user must not be empty\.\n/);
  });

  it("says whose a mapping of that name is, and how one is revoked that was deleted", async () => {
    const global = await revoke("mapping", "ci", "deploy", "--project", "shop");
    expect(global.err).toContain("There is a global one: leave project out.");
    await world.app.asAdmin("POST", "/api/v1/mappings", {
      provider: "ci",
      project: "shop",
      name: "till",
      claims: { sub: "x" },
      grant: { user: "till" },
    });
    const owned = await revoke("mapping", "ci", "till");
    expect(owned.err).toContain("One is owned by project shop: give it as --project.");
    const none = await revoke("mapping", "ci", "gone");
    expect(none.err).toContain("is revoked by its id, at POST /api/v1/revocations.");
  });

  it("ends with the code for what is not there", async () => {
    expect((await revoke("provider", "unknown")).code).toBe(5);
    expect((await revoke("mapping", "ci", "deploy", "--project", "shop")).code).toBe(5);
  });
});
