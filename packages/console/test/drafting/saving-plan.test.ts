import { describe, expect, it } from "vitest";
import { nothingSaved, saveAll, savedInWords } from "../../src/drafting/provider/saving-plan.ts";

const provider = { name: "github" };
const mappings = ["a", "b", "c"].map((name) => ({ name, provider: "old" }));

/** Notes what was written; refuses what is named, as often as said. */
function server(refused: string) {
  const written: string[] = [];
  let refusals = 1;
  const write = async (document: Readonly<Record<string, unknown>>) => {
    if (document["name"] === refused && refusals > 0) {
      refusals -= 1;
      throw new Error("refused");
    }
    written.push([document["provider"], document["name"]].filter(Boolean).join("/"));
  };
  return { written, steps: { createProvider: write, createMapping: write } };
}

describe("saving an integration with its mappings", () => {
  it("writes the integration first, then the mappings in order, for its name as it is now", async () => {
    const { written, steps } = server("none");
    expect(await saveAll(provider, mappings, nothingSaved, steps)).toMatchObject({ done: true });
    expect(written).toEqual(["github", "github/a", "github/b", "github/c"]);
  });

  it("ends at the first refusal, says what is saved, and goes on from there", async () => {
    const { written, steps } = server("b");
    const first = await saveAll(provider, mappings, nothingSaved, steps);
    expect(first).toMatchObject({ done: false, progress: { provider: true, mappings: 1 } });
    expect(savedInWords(provider, mappings, first.progress)).toBe(
      "The integration github is saved, and of its mappings a. The mapping b was refused. c was not tried.",
    );
    expect(await saveAll(provider, mappings, first.progress, steps)).toMatchObject({ done: true });
    expect(written).toEqual(["github", "github/a", "github/b", "github/c"]);
  });

  it("writes no mapping where the integration was refused", async () => {
    const { written, steps } = server("github");
    const { progress } = await saveAll(provider, mappings, nothingSaved, steps);
    expect(savedInWords(provider, mappings, progress)).toBe(
      "Nothing is saved: the integration github was refused.",
    );
    expect(written).toEqual([]);
  });
});
