/** `lint` and `explain --draft`: documents judged from the command line before they are written. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const command = (argv: readonly string[], input?: unknown) =>
  runCommand(argv, {
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
    input: JSON.stringify(input),
  });
const lintMapping = (document: unknown, ...more: readonly string[]) =>
  command(["mapping", "lint", "ci", "--file", "-", ...more], document);
const mapping = { name: "drafted", claims: { sub: "job" }, grant: { groups: ["readers"] } };

describe("countersign mapping lint", () => {
  it("ends with 0 for a sound document, and says where it would stand", async () => {
    const { code, out } = await lintMapping(mapping);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^would be written\n(.*\n)*judged as number \d of \d\n/),
    ]);
  });

  it("ends with 3 for what is critical, and shows each finding with its repairs", async () => {
    const { code, out } = await lintMapping({ ...mapping, claims: { sub: "*" }, lifetime_seconds: 7_200 });
    expect(code).toBe(3);
    expect(out).toMatch(/^critical: claims\.sub: /m);
    expect(out).toMatch(/^ {2}repair: Set the lifetime to 1 hour$/m);
  });

  it("ends with 3 for what a write would refuse, and names the members", async () => {
    const { code, out } = await lintMapping({ ...mapping, priority: 0 });
    expect([code, out]).toEqual([
      3,
      expect.stringContaining("would be refused:\n  /mapping/priority: must be"),
    ]);
  });

  it("judges the one that stands, by its name", async () => {
    expect((await command(["mapping", "lint", "ci", "deploy"])).out).toMatch(/^would be written\n/);
    expect((await command(["mapping", "lint", "ci"])).code).toBe(2);
    expect((await command(["mapping", "lint", "ci", "none"])).code).toBe(5);
  });
});

describe("countersign provider lint", () => {
  it("judges a document that is not written, and the one that stands", async () => {
    const document = { name: "drafted", issuer_url: "https://issuer.example" };
    const { code, out } = await command(["provider", "lint", "--file", "-"], document);
    expect(code).toBe(3);
    expect(out).toMatch(/^critical: audience: .*\n {2}repair: Set the audience to "/m);
    expect((await command(["provider", "show", "drafted"])).code).toBe(5);
    expect((await command(["provider", "lint", "ci", "--json"])).json()).toMatchObject({ refusal: null });
    expect((await command(["provider", "lint"])).code).toBe(2);
  });
});

describe("countersign explain --draft", () => {
  it("says of a recorded refusal that the drafted mapping would accept it", async () => {
    const refused = await world.exchange({ subject_token: world.idToken({ sub: "job" }) });
    const reference = refused.headers.get("x-request-id") ?? "";
    const draft = { ...mapping, provider: "ci" };
    const { code, out } = await command(["explain", reference, "--draft", "-"], draft);
    expect([code, out]).toEqual([0, expect.stringContaining("draft: The draft decides this exchange.")]);
    const other = await command(["explain", reference, "--draft", "-"], { ...draft, claims: { sub: "Job" } });
    expect(other.code).toBe(3);
    expect(other.out).toMatch(
      /draft: The draft does not fit: claim sub expected "Job" and the token carries "job"\./,
    );
    expect(other.out).toMatch(/✗ rule 1\n/);
  });
});
