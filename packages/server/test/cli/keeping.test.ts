import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
let reference: string | null;
beforeAll(async () => {
  world = await startWorld();
  reference = (await world.exchange()).headers.get("x-request-id");
});
afterAll(() => world.close());

const command = (...argv: string[]) =>
  runCommand(argv, {
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
  });

describe("countersign token list", () => {
  it("says of each whose it is, where it came from and by which reference id", async () => {
    const { code, out } = await command("token", "list");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`deployer +ci / deploy +oauth +\\S+Z +${reference}\n$`));
  });

  it.each([
    [["--user", "DEPLOYER"], 1],
    [["--user", "nobody"], 0],
    [["--provider", "ci", "--mapping", "deploy"], 1],
    [["--mapping", "other"], 0],
  ])("lists only what %j asks for", async (options, expected) => {
    expect((await command("token", "list", "--json", ...options)).json()).toHaveLength(expected);
  });

  it("ends with 5 for a provider that does not exist, and with 2 for a limit that is none", async () => {
    expect((await command("token", "list", "--provider", "nowhere")).code).toBe(5);
    expect((await command("token", "list", "--limit", "0")).code).toBe(2);
  });
});

describe("countersign service-token", () => {
  it("makes one, prints it this once, lists it and ends it", async () => {
    const { out } = await command("service-token", "create", "bot", "--role", "operator", "--days", "1");
    const secret = out.trim();
    const headers = { authorization: `Bearer ${secret}` };
    expect((await world.app.send("/api/v1/whoami", { headers })).status).toBe(200);
    const listed = await command("service-token", "list");
    expect(listed.out).not.toContain(secret);
    const [id = ""] = /^(\S+) +bot +operator/m.exec(listed.out)?.slice(1) ?? [];
    expect((await command("service-token", "revoke", id)).out).toBe(`revoked ${id}\n`);
    expect((await world.app.send("/api/v1/whoami", { headers })).status).toBe(401);
    expect((await command("service-token", "revoke", id)).code).toBe(5);
  });

  it("is refused with the member at fault", async () => {
    const { code, err } = await command("service-token", "create", "two words");
    expect([code, err]).toEqual([2, expect.stringContaining("name must have 1 to 64 letters")]);
  });
});

describe("countersign settings", () => {
  it("shows the values in effect, and no secret", async () => {
    const { code, out } = await command("settings");
    expect(code).toBe(0);
    expect(out).toMatch(/^database +sqlite$/m);
    expect(out).toMatch(/^COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN +\(a secret\) +given$/m);
    expect(out).toMatch(/^COUNTERSIGN_MAX_TOKEN_TTL +86400 +default$/m);
    expect(out).not.toContain(world.app.adminToken);
  });
});
