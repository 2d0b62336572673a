import { expect, test } from "vitest";
import { hiddenParts } from "../../../src/pages/log/model/hidden-parts.ts";
import { exchange, explanation, refusal } from "./samples.ts";

const refused = explanation({ verdict: "refused", reason: "no_matching_mapping" });

test("an administrator is shown everything", () => {
  expect(hiddenParts(refusal("no_matching_mapping", { hint: null }), refused, true)).toEqual([]);
});

test("a project's administrator is told that another's mapping accepted", () => {
  expect(hiddenParts(exchange({ mapping: null }), undefined, false)).toEqual([
    expect.stringContaining("accepted by a mapping that is not your project's"),
  ]);
});

test("and nothing, where the mapping is their own", () => {
  expect(hiddenParts(exchange(), explanation(), false)).toEqual([]);
});

test("of a refusal they are told that its reason is hidden, and that other mappings are", () => {
  expect(hiddenParts(refusal("no_matching_mapping", { hint: null }), refused, false)).toEqual([
    expect.stringContaining("not shown to you"),
    "Of the mappings that were judged you see those of your project.",
  ]);
});
