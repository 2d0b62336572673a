import { describe, expect, it } from "vitest";
import { sameDomain } from "../../../src/core/granting/domains.ts";
import { readDomain, uniteGroups } from "../../../src/core/granting/groups.ts";
import { groupNameRule } from "../../../src/core/granting/template.ts";
import type { DomainTemplate, GroupTemplate, JsonPrimitive, JsonValue } from "../../../src/core/terms.ts";
import { mappingOf } from "../samples.ts";
import { failing, filled, giving, text } from "./contributing.ts";

const rule = groupNameRule(new Set(["administrators"]));
const unite = (groups: readonly GroupTemplate[], ...placeholders: readonly (readonly JsonPrimitive[])[]) =>
  uniteGroups([giving({ groups }, ...placeholders)], mappingOf({}, { name: "m" }), rule);
const east: DomainTemplate = { id: null, name: "east" };
const inEast = { id: null, name: "east" };
const plain = (name: string) => ({ id: null, name, domain: null });

describe("a group's name out of claims", () => {
  it("names no group where it is empty", () => {
    const groups: readonly GroupTemplate[] = [
      { kind: "named", name: filled("{0}"), domain: null },
      { kind: "by_id", id: filled("{0}") },
      { kind: "named", name: text("a"), domain: null },
    ];
    expect(unite(groups, [""])).toEqual({ ok: true, value: [plain("a")] });
  });

  it("stands as it is where the rule writes it out, and names no group where it is empty there", () => {
    const named = (name: string): GroupTemplate => ({ kind: "named", name: text(name), domain: null });
    expect(unite([named("{0}"), named("")], ["a"])).toEqual({ ok: true, value: [plain("{0}")] });
    const inText = { id: "{0}", name: "" };
    expect(unite([{ kind: "named", name: text("a"), domain: inText }], ["b"])).toMatchObject({
      value: [{ domain: { id: "{0}", name: null } }],
    });
  });

  it("names no group for each empty value of several", () => {
    const each: GroupTemplate = { kind: "each", names: filled("{0}"), domain: null };
    expect(unite([each], ["a", "", "b"])).toEqual({ ok: true, value: [plain("a"), plain("b")] });
  });

  it.each<GroupTemplate>([
    { kind: "named", name: filled("{0}"), domain: null },
    { kind: "by_id", id: filled("{0}") },
    { kind: "each", names: filled("{0}"), domain: null },
    { kind: "each_id", ids: filled("{0}") },
    { kind: "described", groups: filled("{0}"), domain: east },
  ])("refuses them all where it cannot be taken: %j", (template) => {
    expect(unite([{ kind: "named", name: text("a"), domain: null }, template], ["a\nb"])).toMatchObject(
      failing(expect.stringContaining("control")),
    );
  });

  it("refuses them all where its domain cannot be taken", () => {
    const domain: DomainTemplate = { id: null, name: filled("{1}") };
    for (const template of [
      { kind: "named", name: filled("{0}"), domain },
      { kind: "each", names: filled("{0}"), domain },
      { kind: "described", groups: filled("{0}"), domain },
    ] satisfies readonly GroupTemplate[]) {
      expect(unite([template], ["a"], ["b\nc"])).toMatchObject(
        failing("the domain would hold control or direction-changing characters"),
      );
    }
    const described: GroupTemplate = { kind: "described", groups: filled("{0}"), domain };
    const values = ['JSON:{"name":"a","domain":{"name":"east"}}'];
    expect(unite([described], values, ["b\nc"])).toMatchObject(
      failing("the domain would hold control or direction-changing characters"),
    );
  });
});

describe("a group's domain", () => {
  it("is made of what is written out or out of claims, each part by itself, and empty parts are none", () => {
    const groupIn = (domain: DomainTemplate) =>
      unite([{ kind: "named", name: text("a"), domain }], ["east"], [""]);
    const made = (id: string | null, name: string | null) => ({
      ok: true,
      value: [{ id: null, name: "a", domain: { id, name } }],
    });
    expect(groupIn({ id: "d1", name: null })).toEqual(made("d1", null));
    expect(groupIn({ id: null, name: filled("{0}") })).toEqual(made(null, "east"));
    expect(groupIn({ id: filled("{0}"), name: filled("{1}") })).toEqual(made("east", null));
  });

  it.each([
    ["id", { id: filled("{0}"), name: null }],
    ["name", { id: null, name: filled("{0}") }],
  ] as const)("has at most 255 characters in its %s", (_, domain) => {
    const groupIn = (characters: number) =>
      unite([{ kind: "named", name: text("a"), domain }], ["d".repeat(characters)]);
    expect(groupIn(255).ok).toBe(true);
    expect(groupIn(256)).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { what: "domain", most: 255 } },
    });
  });

  it("is the same where id and name are", () => {
    expect(sameDomain(null, null)).toBe(true);
    expect(sameDomain(inEast, { ...inEast })).toBe(true);
    expect(sameDomain(inEast, null)).toBe(false);
    expect(sameDomain(null, inEast)).toBe(false);
    expect(sameDomain(inEast, { id: "d1", name: "east" })).toBe(false);
    expect(sameDomain({ id: "d1", name: null }, { id: "d1", name: "east" })).toBe(false);
  });
});

describe("groups that are described", () => {
  const described = (values: readonly JsonPrimitive[], domain: DomainTemplate | null = null) =>
    unite([{ kind: "described", groups: filled("{0}"), domain }], values);
  const json = (value: JsonValue) => `JSON:${JSON.stringify(value)}`;

  it("are named in the domain that the rule gives", () => {
    expect(described(["a", "b"], east)).toEqual({
      ok: true,
      value: [
        { id: null, name: "a", domain: inEast },
        { id: null, name: "b", domain: inEast },
      ],
    });
  });

  it("need a domain", () => {
    expect(described(["a"])).toMatchObject(
      failing("a group needs a domain, and neither the rule nor the value gives one"),
    );
  });

  it("bring their domains with them where all are written as JSON", () => {
    const values = [
      json({ name: "a", domain: { name: "east" } }),
      json({ name: "b", domain: { id: "d1", name: "west" } }),
    ];
    expect(described(values)).toEqual({
      ok: true,
      value: [
        { id: null, name: "a", domain: inEast },
        { id: null, name: "b", domain: { id: "d1", name: "west" } },
      ],
    });
  });

  it("stay in the rule's domain, where it gives one", () => {
    expect(described([json({ name: "a", domain: { name: "east" } })], east)).toEqual({
      ok: true,
      value: [{ id: null, name: "a", domain: inEast }],
    });
    expect(described([json({ name: "a", domain: { name: "west" } })], east)).toMatchObject(
      failing("the rule says in which domain its groups are, and a value names another"),
    );
  });

  it.each([
    ["one of them is none", [json({ name: "a", domain: { name: "east" } }), "b"]],
    ["the mark stands elsewhere", [json({ name: "a", domain: { name: "east" } }), ` ${json({})}`]],
    [
      "one of them has another mark",
      [json({ name: "a", domain: { name: "east" } }), 'Json:{"name":"b","domain":{"name":"east"}}'],
    ],
    ["it is no JSON", ["JSON:{"]],
    ["it is null", ["JSON:null"]],
    ["it is no object", [json(["a"])]],
    ["it has no name", [json({ domain: { name: "east" } })]],
    ["its name is empty", [json({ name: "", domain: { name: "east" } })]],
    ["its name is no text", [json({ name: 1, domain: { name: "east" } })]],
    ["it has no domain", [json({ name: "a" })]],
    ["its domain is a text", [json({ name: "a", domain: "east" })]],
    ["its domain says nothing", [json({ name: "a", domain: {} })]],
    ["its domain is empty", [json({ name: "a", domain: { id: "", name: "" } })]],
  ])("are refused as JSON where %s", (_, values) => {
    expect(described(values)).toMatchObject(
      failing("where one group is written as JSON:{…}, all are, with name and domain"),
    );
  });

  it("hold the names that JSON brings to the same limits as others", () => {
    const named = (name: string) => described([json({ name, domain: { name: "east" } })]);
    expect(named("a".repeat(128)).ok).toBe(true);
    expect(named("a".repeat(129))).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { what: "group name", most: 128 } },
    });
    expect(named("a\nb")).toMatchObject(failing(expect.stringContaining("control")));
  });

  it("hold plain names to the limit of a name, and JSON to a longer one", () => {
    expect(described(["a".repeat(129)], east)).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { most: 128 } },
    });
    const padded = (length: number) => {
      const short = json({ name: "a", domain: { name: "east" } });
      return short.replace("JSON:", `JSON:${" ".repeat(length - short.length)}`);
    };
    expect(described([padded(2_048)]).ok).toBe(true);
    expect(described([padded(2_049)])).toMatchObject({ refusal: { reason: "name_too_long" } });
  });
});

describe("a domain as JSON describes it", () => {
  it.each<[JsonValue | undefined, ReturnType<typeof readDomain>]>([
    [{ id: "d1" }, { id: "d1", name: null }],
    [{ name: "east" }, inEast],
    [
      { id: "d1", name: "east" },
      { id: "d1", name: "east" },
    ],
    [{ id: 1, name: "east" }, inEast],
    [{ id: "", name: "" }, null],
    [{}, null],
    ["east", null],
    [undefined, null],
  ])("is read from %j", (value, domain) => {
    expect(readDomain(value)).toEqual(domain);
  });
});
