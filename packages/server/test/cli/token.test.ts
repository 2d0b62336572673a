import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const inspect = (token: string, ...options: string[]) =>
  runCommand(["token", "inspect", "--token-file", "-", "--url", world.app.url, ...options], { input: token });

async function accessToken(): Promise<string> {
  const issued = (await (await world.exchange()).json()) as { readonly access_token: string };
  return issued.access_token;
}

describe("countersign token inspect", () => {
  it("shows what a good token says, with exit code 0", async () => {
    const { code, out } = await inspect(await accessToken());
    expect(code).toBe(0);
    expect(out).toMatch(/^verdict {2}good\nexpires {2}20\d\d-/);
    expect(out).toContain('"client_id": "ci"');
  });

  it("ends with 3 for a token that somebody else signed", async () => {
    const { code, out } = await inspect(world.idToken());
    expect(code).toBe(3);
    expect(out).toMatch(/^verdict {2}not good: none of the keys this server publishes signed it\n/);
  });

  it.each([1e300, -1e300, 8.64e12 + 1])(
    "shows a token that ends at no time of the calendar: %s",
    async (exp) => {
      const { code, json } = await inspect(world.idToken({ exp }), "--json");
      expect(code).toBe(3);
      expect(json()).toMatchObject({ valid: false, expires_at: null, claims: { exp } });
    },
  );

  it("ends with 3 for a token whose signature was changed", async () => {
    const [header, payload, signature = ""] = (await accessToken()).split(".");
    const changed = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    const { code, json } = await inspect(`${header}.${payload}.${changed}`, "--json");
    expect(code).toBe(3);
    expect(json()).toMatchObject({
      valid: false,
      problem: "none of the keys this server publishes signed it",
    });
  });

  it("ends with 3 for a token that has expired", async () => {
    world.app.stepWallClock(-7200);
    // A running server's clock never goes back.
    await world.app.restart();
    const past = world.app.now();
    const issued = await world.exchange({ subject_token: world.idToken({ iat: past, exp: past + 300 }) });
    world.app.stepWallClock(7200);
    const { access_token: token } = (await issued.json()) as { readonly access_token: string };
    const { code, json } = await inspect(token, "--json");
    expect(code).toBe(3);
    expect(json()).toMatchObject({ valid: false, problem: "it has expired" });
  });

  it("ends with 2 for what is no JWT", async () => {
    const { code, err } = await inspect("cmVmdGtuOjAx");
    expect(code).toBe(2);
    expect(err).toMatch(/not a JWT/);
  });
});
