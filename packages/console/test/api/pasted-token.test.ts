import { expect, test } from "vitest";
import { tokenIn } from "../../src/api/pasted-token.ts";

test.each([
  ["with white space around it", "  a.b.c\n"],
  ["in quotation marks", '"a.b.c"'],
  ["in single ones, after a blank", " 'a.b.c'"],
  ["out of a header", "Bearer a.b.c"],
])("a token is taken %s", (_, pasted) => {
  expect(tokenIn(pasted)).toBe("a.b.c");
});
