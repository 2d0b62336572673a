import { expect, it } from "vitest";
import { firstFault, textFaults, weightFaults } from "../../../src/core/configuring/configuration-rules.ts";

it("finds no fault with a text that is not there", () => {
  expect(firstFault(textFaults("field", null, { pattern: /^a$/, words: "must be a" }))).toBeNull();
});

it("takes a document of exactly half a MiB, and none that is larger", () => {
  const weighing = (length: number) => "a".repeat(length - 2);
  expect(firstFault(weightFaults("provider", weighing(524_288)))).toBeNull();
  expect(firstFault(weightFaults("provider", weighing(524_289)))).toEqual({
    kind: "invalid",
    field: "provider",
    detail: "provider is too large: 524289 characters as JSON, at most 524288 are allowed.",
  });
});
