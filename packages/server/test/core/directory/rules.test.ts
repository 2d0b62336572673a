/** What a valid object of the directory looks like, and how many of each kind there may be. */

import { describe, expect, it } from "vitest";
import type { Directory } from "../../../src/core/directory/directory.ts";
import { plural } from "../../../src/core/directory/refusals.ts";
import { validateDirectoryObject } from "../../../src/core/directory/rules.ts";
import type { DirectoryDraft } from "../../../src/core/directory/terms.ts";
import {
  assignment,
  domain,
  endpoint,
  group,
  identityProvider,
  protocol,
  region,
  registryOf,
  role,
  ruleset,
  service,
  user,
  written,
} from "./one-node.ts";

const { directory } = registryOf();
const faultOf = (draft: DirectoryDraft, within: Directory = directory) =>
  validateDirectoryObject(draft, within);
const words = {
  id: "id must have 1 to 255 characters, none of them invisible or a slash.",
  name: "name must have 1 to 255 characters, none of them invisible.",
  type: "type must have 1 to 255 characters, none of them invisible.",
  url: "url must have 1 to 2048 characters, no blanks and none of them invisible.",
  description: "description must be text of at most 4096 characters.",
} as const;
const invisible = ["\u0000", "\u200b", "\ud800", "\u2028", "\u2029"];
const given = assignment("member", { kind: "user", id: "ada" }, { kind: "system" });

describe("an object of the directory", () => {
  it.each<DirectoryDraft>([
    domain("d"),
    group("g"),
    user("u"),
    user("u", { name: null }),
    role("r"),
    given,
    identityProvider("i"),
    ruleset("s"),
    protocol("i", "p", "s"),
    service("s"),
    endpoint("e"),
    region("r"),
  ])("is sound when it is plain ($kind)", (draft) => {
    expect(faultOf(draft)).toBeNull();
  });

  it.each<DirectoryDraft>([
    domain("a/b"),
    group("a/b"),
    user("a/b"),
    role("a/b"),
    identityProvider("a/b"),
    ruleset("a/b"),
    service("a/b"),
    endpoint("a/b"),
    region("a/b"),
  ])("has an id that stands in paths ($kind)", (draft) => {
    expect(faultOf(draft)).toEqual({ kind: "invalid", field: "id", detail: words.id });
  });

  it.each(["a", ".a", "a..", "Köln am Rhein", "𝒳".repeat(255)])("may have the id %j", (id) => {
    expect(faultOf(region(id))).toBeNull();
  });

  it.each(["", ".", "...", "a\\b", "/", "a/", ...invisible.map((one) => `a${one}b`), "𝒳".repeat(256)])(
    "cannot have the id %j",
    (id) => {
      expect(faultOf(region(id))).toMatchObject({ field: "id", detail: words.id });
    },
  );

  it.each<DirectoryDraft>([
    domain("d", { name: "" }),
    group("g", { name: "" }),
    user("u", { name: "" }),
    { ...role("r"), name: "" },
  ])("has a name that can be seen ($kind)", (draft) => {
    expect(faultOf(draft)).toEqual({ kind: "invalid", field: "name", detail: words.name });
  });

  it.each(["a", "a/b", " a ", "...", "𝒳".repeat(255)])("may have the name %j", (name) => {
    expect(faultOf(group("g", { name }))).toBeNull();
    expect(faultOf(service("s", { type: name }))).toBeNull();
  });

  it.each(["", "   ", ...invisible.map((one) => `a${one}b`), "𝒳".repeat(256)])(
    "cannot have the name %j, nor be a service of that type",
    (name) => {
      expect(faultOf(group("g", { name }))).toMatchObject({ field: "name", detail: words.name });
      expect(faultOf(service("s", { type: name }))).toEqual({
        kind: "invalid",
        field: "type",
        detail: words.type,
      });
    },
  );

  it.each(["x", "https://nova.example/%(project_id)s", "x".repeat(2048)])("may be reached at %j", (url) => {
    expect(faultOf(endpoint("e", { url }))).toBeNull();
  });

  it.each(["", "a b", "a\u00a0b", "a\u0000b", "a\u200bb", "a\ud800b", "x".repeat(2049)])(
    "cannot be reached at %j",
    (url) => {
      expect(faultOf(endpoint("e", { url }))).toEqual({ kind: "invalid", field: "url", detail: words.url });
    },
  );

  it.each<DirectoryDraft & { readonly description: string }>([
    domain("d", { description: "a\u0000" }),
    group("g", { description: "a\u0000" }),
    user("u", { description: "a\u0000" }),
    { ...role("r"), description: "a\u0000" },
    identityProvider("i", { description: "a\u0000" }),
    { ...region("r"), description: "a\u0000" },
  ])("is described in words that can be stored ($kind)", (draft) => {
    expect(faultOf(draft)).toEqual({ kind: "invalid", field: "description", detail: words.description });
  });

  it("may have an id of any length and letters where that is composed of others", () => {
    const long = assignment("member", { kind: "user", id: 'a"b' }, { kind: "domain", id: "x".repeat(255) });
    expect(faultOf(long)).toBeNull();
  });

  it("weighs no more than half a MiB", () => {
    const annotations = { note: "x".repeat(524_288) };
    expect(faultOf({ ...ruleset("s"), annotations })).toMatchObject({ field: "ruleset" });
  });
});

describe("an identity provider and a protocol", () => {
  it("accepts at most 64 issuers", () => {
    const ids = Array.from({ length: 64 }, (_, index) => `p${index}`);
    expect(faultOf(identityProvider("i", { providerIds: ids }))).toBeNull();
    expect(faultOf(identityProvider("i", { providerIds: [...ids, "p"] }))).toEqual({
      kind: "invalid",
      field: "providerIds",
      detail: "providerIds may have at most 64 items.",
    });
  });

  it("has at most one mapping for each of those", () => {
    const ids = Array.from({ length: 64 }, (_, index) => `m${index}`);
    expect(faultOf(protocol("i", "p", "s", ids))).toBeNull();
    expect(faultOf(protocol("i", "p", "s", [...ids, "m"]))).toEqual({
      kind: "invalid",
      field: "mappingIds",
      detail: "mappingIds may have at most 64 items.",
    });
  });

  it("has a protocol's name that stands in paths", () => {
    expect(faultOf(protocol("i", "a b", "s"))).toMatchObject({
      field: "name",
      detail: 'name must have 1 to 255 letters, digits, "-", "_" or ".".',
    });
  });
});

describe("how many there may be", () => {
  it.each<[DirectoryDraft, number]>([
    [domain("new"), 1_000],
    [group("new"), 10_000],
    [user("new"), 10_000],
    [role("new"), 1_000],
    [given, 50_000],
    [identityProvider("new"), 1_000],
    [ruleset("new"), 1_000],
    [protocol("i", "new", "s"), 2_000],
    [service("new"), 1_000],
    [endpoint("new"), 5_000],
    [region("new"), 1_000],
  ])("is limited for each kind (%j)", (draft, most) => {
    const withCount = (count: number): Directory => ({ ...directory, count: () => count });
    expect(faultOf(draft, withCount(most - 1))).toBeNull();
    expect(faultOf(draft, withCount(most))).toEqual({
      kind: "invalid",
      field: "id",
      detail: `id cannot be taken: there are ${most} ${plural(draft.kind)}, the most there may be; delete some first.`,
    });
  });

  it("does not matter for what is there already", () => {
    const { directory: before } = registryOf(...written(domain("home")));
    const full: Directory = { ...before, count: () => 1_000 };
    expect(faultOf(domain("home", { name: "other" }), full)).toBeNull();
    expect(faultOf(domain("home", { name: "" }), full)).toMatchObject({ field: "name" });
  });
});
