import { describe, expect, it } from "vitest";
import { readJsonInText } from "../../src/jws/json-in-text.ts";

describe("JSON that stands as text in a claim", () => {
  it("is read as what it says", () => {
    expect(readJsonInText('[{"name":"a"},1,null]')).toEqual({ ok: true, value: [{ name: "a" }, 1, null] });
  });

  it.each(["", "[", "{'a':1}", '{"a":1,"a":2}', "NaN"])(
    "is refused with what is wrong where it is none: %j",
    (text) => {
      expect(readJsonInText(text)).toEqual({ ok: false, problem: expect.stringMatching(/\w/) });
    },
  );
});
