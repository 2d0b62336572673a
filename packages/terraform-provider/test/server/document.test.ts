import { describe, expect, it } from "vitest";
import { readDocument, readDocuments } from "../../src/server/document.ts";

const members = {
  name: "text",
  note: "text?",
  size: "number",
  on: "flag?",
  tags: "texts?",
  claims: "object?",
  spec: { members: { ttl: "number" } },
  more: { members: { on: "flag?" }, optional: true },
} as const;
const whole = { name: "n", size: 1, spec: { ttl: 60 } };

describe("a document", () => {
  it("is read with the members of the table and no others, absent ones as null", () => {
    expect(readDocument(members, { ...whole, strange: 1 })).toEqual({
      ok: true,
      value: {
        name: "n",
        note: null,
        size: 1,
        on: null,
        tags: null,
        claims: null,
        spec: { ttl: 60 },
        more: null,
      },
    });
  });

  it("has empty text and null for nothing where it may have nothing", () => {
    const read = readDocument(members, { ...whole, note: "", on: null, more: null });
    expect(read).toMatchObject({ value: { note: null, on: null, more: null } });
  });

  it("keeps empty text, zero, false and empty lists where they are values", () => {
    const read = readDocument(members, { ...whole, name: "", size: 0, on: false, tags: [], claims: {} });
    expect(read).toMatchObject({ value: { name: "", size: 0, on: false, tags: [], claims: {} } });
  });

  it.each<[string, unknown, string]>([
    ["a list", [], "it is not a JSON object"],
    ["null", null, "it is not a JSON object"],
    ["without a text", { ...whole, name: undefined }, "name is not text"],
    ["with a number for text", { ...whole, note: 7 }, "note is not text"],
    ["with a fraction", { ...whole, size: 1.5 }, "size is not a whole number"],
    ["with a number beyond 2^53", { ...whole, size: 2 ** 53 }, "size is not a whole number"],
    ["with text for a flag", { ...whole, on: "true" }, "on is neither true nor false"],
    ["with something else in a list of texts", { ...whole, tags: ["a", 1] }, "tags is not a list of texts"],
    ["with a list for an object", { ...whole, claims: [] }, "claims is not a JSON object"],
    ["without an object", { ...whole, spec: undefined }, "spec is not a JSON object"],
    ["with half an object", { ...whole, spec: {} }, "spec.ttl is not a whole number"],
    ["whose member is only inherited", Object.create(whole), "name is not text"],
  ])("%s is refused, with the member at fault", (_, value, fault) => {
    expect(readDocument(members, value)).toEqual({ ok: false, fault });
  });

  it("of a list is refused with its place in it", () => {
    expect(readDocuments({ name: "text" }, [{ name: "a" }, {}])).toEqual({
      ok: false,
      fault: "in element 1, name is not text",
    });
    expect(readDocuments({ name: "text" }, {})).toEqual({ ok: false, fault: "it is not a list" });
  });
});
