import { expect, test } from "vitest";
import { given } from "../../../src/pages/log/explain/question.ts";

test("what is left empty is not asked for", () => {
  expect(given({ provider: " github ", project: "", mapping: "  ", protocol: "" })).toEqual({
    provider: "github",
  });
});
