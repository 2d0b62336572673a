import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapping, provider, startWorld, type World } from "../faces/oauth-world.ts";
import { runCommand } from "./command-line.ts";

let world: World;
let folder: string;
let refused: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "countersign-cli-"));
  await world.exchange();
  const answer = await world.exchange({ subject_token: world.idToken({ sub: "stranger" }) });
  refused = answer.headers.get("x-request-id") ?? "";
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const run = (argv: readonly string[], input = "") =>
  runCommand(argv, {
    environment: { COUNTERSIGN_URL: world.app.url, COUNTERSIGN_TOKEN: world.app.adminToken },
    input,
  });
const stranger = JSON.stringify({ ...mapping, name: "second", claims: { sub: "stranger" } });

describe("countersign mapping what-if", () => {
  it("says who would gain access by the mapping in a file", async () => {
    const file = join(folder, "mapping.json");
    await writeFile(file, stranger);
    const { code, out } = await run(["mapping", "what-if", "ci", "--file", file]);
    expect(code).toBe(0);
    expect(out).toMatch(/^2 exchanges from \S+Z to \S+Z: 1 gained, 0 lost, 0 changed, 1 the same\n/);
    expect(out).toMatch(/\ngained +1 {2}"stranger" would gain access: mapping "second" would grant user/);
    expect(out).toContain(`latest ${refused} at `);
  });

  it("says who would lose it by a deletion", async () => {
    const { out } = await run(["mapping", "what-if", "ci", "--delete", "deploy", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      lost: 1,
      groups: [{ kind: "lost", before: { mapping: "deploy" } }],
    });
  });

  it("says where it did not look", async () => {
    const { out } = await run(["mapping", "what-if", "ci", "--delete", "deploy", "--limit", "1"]);
    expect(out).toContain("There are older exchanges");
  });

  it.each<[string, readonly string[], number]>([
    ["no change is given", [], 2],
    ["the mapping is not there", ["--delete", "none"], 5],
    ["the limit is too large", ["--delete", "deploy", "--limit", "10001"], 2],
  ])("ends with a sentence where %s", async (_, options, exit) => {
    const { code, err } = await run(["mapping", "what-if", "ci", ...options]);
    expect(code).toBe(exit);
    expect(err).not.toBe("");
  });
});

describe("countersign provider what-if", () => {
  it("says who would lose access by a change to a provider, and what was not judged", async () => {
    const document = {
      ...provider(world.issuer),
      pins: [{ claim: "sub", value: "x" }],
      algorithms: ["ES256"],
    };
    const { code, out } = await run(["provider", "what-if", "ci", "--file", "-"], JSON.stringify(document));
    expect(code).toBe(0);
    expect(out).toMatch(/\nlost +1 {2}"repo:acme/);
    expect(out).toContain("records hold no tokens");
  });
});

describe("countersign mapping suggest", () => {
  it("prints a document that create takes, and why it is so beside it", async () => {
    const { code, out, err } = await run(["mapping", "suggest", refused]);
    expect(code).toBe(0);
    expect(err).toContain("demands sub: It is what the issuer calls the workload.");
    expect(err).toContain("leaves out exp: It belongs to this one token.");
    expect(err).toContain("note: It grants nothing yet");
    const made = await run(["mapping", "create", "ci", "--file", "-"], out);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining("created mapping stranger")]);
  });

  it("takes claims and tokens, too", async () => {
    const claims = ["mapping", "suggest", "--claims-file", "-", "--provider", "ci", "--json"];
    const typed = await run(claims, JSON.stringify({ sub: "x" }));
    expect(JSON.parse(typed.out)).toMatchObject({ mapping: { claims: { sub: "x" } } });
    const token = await run(
      ["mapping", "suggest", "--token-file", "-", "--json"],
      world.idToken({ sub: "y" }),
    );
    expect(JSON.parse(token.out)).toMatchObject({ mapping: { claims: { sub: "y" } } });
  });

  it.each<[string, readonly string[]]>([
    ["nothing is given", []],
    ["claims come without a provider", ["--claims-file", "-"]],
    ["a reference id comes with a provider", ["01a201d7-34ad-730d-a528-3bfd7d501174", "--provider", "ci"]],
    ["it is no reference id", ["none"]],
  ])("ends with a sentence where %s", async (_, options) => {
    const { code, err } = await run(["mapping", "suggest", ...options], "{}");
    expect(code).toBe(2);
    expect(err).not.toBe("");
  });
});
