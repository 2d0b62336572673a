import { expect, test } from "vitest";
import { referenceIdIn } from "../../../src/pages/log/model/reference-id.ts";

const id = "01a201aa-85fa-7132-a0a9-ca7d78a054d5";

test.each([
  ["by itself", id],
  ["with white space around it", `  ${id}\n`],
  ["as OpenStack's clients print it", `req-${id}`],
  ["in capitals", id.toUpperCase()],
  ["out of the sentence of an error", `No identity mapping accepts this token. (reference id ${id})`],
  ["twice the same", `${id} ${id}`],
])("a reference id is found %s", (_, text) => {
  expect(referenceIdIn(text)).toBe(id);
});

test.each([
  ["its beginning alone", id.slice(0, 18)],
  ["one with more behind it", `${id}-00`],
  ["two of them", `${id} 01a201aa-85fa-7132-a0a9-ca7d78a054d6`],
  ["a subject", "repo:acme/shop:ref:refs/heads/main"],
])("%s is none", (_, text) => {
  expect(referenceIdIn(text)).toBeNull();
});
