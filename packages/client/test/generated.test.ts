import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { generatedFile, generateTypes } from "../scripts/generate.ts";

it("the types are those of the checked-in description; else run npm run generate -w packages/client", async () => {
  expect(await readFile(generatedFile, "utf8")).toBe(await generateTypes());
});
