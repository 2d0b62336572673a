/** Protocols and the mappings that are kept for them. */

import { describe, expect, it } from "vitest";
import {
  planProtocol,
  planProtocolRemoval,
  rebindProtocols,
  refuseForeignDoor,
  refuseOwnedMapping,
} from "../../../src/core/directory/protocols.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import type { MappingDraft, Rule } from "../../../src/core/terms.ts";
import { mappingDraft, mappingOf, ruleOf } from "../samples.ts";
import {
  carriedOut,
  deletion,
  idAt,
  identityProvider,
  madeMapping,
  madeProvider,
  newTools,
  protocol,
  put,
  registryOf,
  ruleset,
  writesOf,
  written,
} from "./one-node.ts";

const rules: readonly Rule[] = [ruleOf({ sub: "staff" })];
const door = (name: string) => ({ kind: "protocol", protocol: name }) as const;
const wanted = {
  identityProviderId: "corp",
  name: "oidc",
  rulesetId: "staff",
  annotations: { remote_id_attribute: "HTTP_OIDC_ISS" },
};
const two = { providerIds: ["p1", "p2"] };
const corp = [
  madeProvider("p1"),
  madeProvider("p2"),
  ...written(identityProvider("corp", two), ruleset("staff", rules), ruleset("guests")),
];
const bare = registryOf(...corp);
/** With a mapping of its protocol at each provider, the first one changed by an administrator. */
const bound = bare.withChanges([
  ...written(protocol("corp", "oidc", "staff", ["m1", "m2"])),
  madeMapping("m1", {
    providerId: "p1",
    name: "staff",
    entry: door("oidc"),
    lifetimeSeconds: 60,
    priority: 3,
  }),
  madeMapping("m2", { providerId: "p2", name: "staff", entry: door("oidc") }),
]);

/** The names that mappings of a protocol get at the provider, beside what stands there. */
const namesFor = (rulesetId: string, ...taken: readonly string[]) => {
  const registry = registryOf(
    madeProvider("p1"),
    ...written(ruleset(rulesetId)),
    ...taken.map((name) => madeMapping(`id-${name}`, { name })),
  );
  const plan = planProtocol(registry, newTools(), { ...wanted, rulesetId }, { providerIds: ["p1"] });
  return writesOf(plan).flatMap((write) => (write.write === "create_mapping" ? [write.draft.name] : []));
};

describe("a protocol", () => {
  it("has a mapping with the ruleset's rules behind its door at each provider", () => {
    const plan = planProtocol(bare, newTools(), wanted, two);
    const made = {
      ...protocol("corp", "oidc", "staff", [idAt(1), idAt(2)]),
      annotations: wanted.annotations,
    };
    const draft: MappingDraft = {
      name: "staff",
      description: "",
      providerId: "p1",
      project: null,
      entry: door("oidc"),
      priority: 2_147_483_647,
      rules,
      audience: [],
      lifetimeSeconds: 3_600,
      selfRevocable: true,
      annotations: {},
    };
    expect(plan).toEqual({
      ok: true,
      value: made,
      writes: [
        { write: "create_mapping", id: idAt(1), draft },
        { write: "create_mapping", id: idAt(2), draft: { ...draft, providerId: "p2" } },
        put(made),
      ],
    });
  });

  it("keeps its mappings when it is bound to other rules, and of them what the rules do not say", () => {
    const plan = planProtocol(bound, newTools(), { ...wanted, rulesetId: "guests" }, two);
    const kept = mappingDraft({ sub: "a" }, { name: "guests", providerId: "p1", entry: door("oidc") });
    expect(writesOf(plan)).toEqual([
      { write: "replace_mapping", id: "m1", draft: { ...kept, lifetimeSeconds: 60, priority: 3 } },
      { write: "replace_mapping", id: "m2", draft: { ...kept, providerId: "p2" } },
      put({ ...protocol("corp", "oidc", "guests", ["m1", "m2"]), annotations: wanted.annotations }),
    ]);
  });

  it("keeps the names of its mappings while it is bound to the same rules", () => {
    const after = carriedOut(bound, writesOf(planProtocol(bound, newTools(), wanted, two)));
    expect(["m1", "m2"].map((id) => after.mappingById(id)?.name)).toEqual(["staff", "staff"]);
  });

  it("loses its mappings when it is bound to rules that are not there", () => {
    const plan = planProtocol(bound, newTools(), { ...wanted, rulesetId: "none" }, two);
    expect(writesOf(plan)).toEqual([
      { write: "delete_mapping", id: "m1" },
      { write: "delete_mapping", id: "m2" },
      put({ ...protocol("corp", "oidc", "none"), annotations: wanted.annotations }),
    ]);
  });

  it("loses no mapping that is gone already", () => {
    const registry = bare.withChanges([...written(protocol("corp", "oidc", "staff", ["gone"]))]);
    const plan = planProtocol(registry, newTools(), { ...wanted, rulesetId: "none" }, two);
    expect(writesOf(plan).map(({ write }) => write)).toEqual(["put"]);
  });

  it("goes with its mappings, as far as they are there", () => {
    const plan = planProtocolRemoval(bound, protocol("corp", "oidc", "staff", ["m1", "gone", "m2"]));
    expect(plan).toEqual({
      ok: true,
      value: undefined,
      writes: [
        { write: "delete_mapping", id: "m1" },
        { write: "delete_mapping", id: "m2" },
        deletion("protocol", "corp/oidc"),
      ],
    });
  });
});

describe("a mapping that is kept for a protocol", () => {
  it("has the ruleset's id for its name, with a number where another one has it", () => {
    expect(namesFor("staff")).toEqual(["staff"]);
    expect(namesFor("staff", "staff")).toEqual(["staff-2"]);
    expect(namesFor("staff", "staff", "staff-2", "staff-4")).toEqual(["staff-3"]);
  });

  it("has a dash in its name for whatever no name may hold", () => {
    expect(namesFor("staff of @acme.de, Köln_1\u0301")).toEqual(["staff-of--acme-de--Köln_1\u0301"]);
  });

  it("has a name that leaves room for a number, however long the ruleset's id is", () => {
    expect(namesFor("𝒳".repeat(255))).toEqual(["𝒳".repeat(240)]);
  });
});

describe("the protocols of an identity provider whose providers change", () => {
  const rebound = (registry: Registry, ...providerIds: readonly string[]) =>
    rebindProtocols(registry, newTools(), "corp", providerIds);

  it("lose no mapping of their own accord, because those go with their providers", () => {
    expect(rebound(bound, "p1")).toMatchObject([
      { write: "replace_mapping", id: "m1" },
      put(protocol("corp", "oidc", "staff", ["m1"])),
    ]);
  });

  it("get a mapping at each provider that comes", () => {
    expect(rebound(bound, "p3", "p1", "p2")).toMatchObject([
      { write: "create_mapping", id: idAt(1), draft: { providerId: "p3", name: "staff", rules } },
      { write: "replace_mapping", id: "m1" },
      { write: "replace_mapping", id: "m2" },
      put(protocol("corp", "oidc", "staff", [idAt(1), "m1", "m2"])),
    ]);
  });

  it("get mappings of different names at one provider, also where their rules are the same", () => {
    const registry = bare.withChanges([
      ...written(...["a", "b", "c"].map((name) => protocol("corp", name, "staff"))),
      ...written(protocol("corp", "d", "guests"), protocol("other", "e", "staff")),
    ]);
    const names = rebound(registry, "p1", "p2").flatMap((write) =>
      write.write === "create_mapping" ? [`${write.draft.providerId} ${write.draft.name}`] : [],
    );
    expect(names.toSorted()).toEqual([
      "p1 guests",
      "p1 staff",
      "p1 staff-2",
      "p1 staff-3",
      "p2 guests",
      "p2 staff",
      "p2 staff-2",
      "p2 staff-3",
    ]);
  });

  it("have no mapping while their ruleset is not there", () => {
    const registry = bare.withChanges([...written(protocol("corp", "oidc", "none"))]);
    expect(rebound(registry, "p1", "p2")).toEqual([put(protocol("corp", "oidc", "none"))]);
  });
});

describe("a change of a mapping that is made elsewhere", () => {
  const kept = mappingOf({ sub: "a" }, { id: "m1", name: "staff", entry: door("oidc") });
  const { id: _id, revision: _revision, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = kept;
  const other = { ...kept, id: "m9" };
  const owner = 'the protocol "oidc" of the identity provider "corp"';

  it("may be of anything but the door and the rules of the one that is kept for a protocol", () => {
    expect(refuseOwnedMapping(bound, kept, { ...draft, lifetimeSeconds: 5, audience: [] })).toBeNull();
    expect(refuseOwnedMapping(bound, kept, { ...draft, entry: door("saml") })).toEqual({
      kind: "invalid",
      field: "entry",
      detail: `entry is that of ${owner}, and cannot be changed.`,
    });
    expect(refuseOwnedMapping(bound, kept, { ...draft, rules: [ruleOf({ sub: "b" })] })).toEqual({
      kind: "invalid",
      field: "rules",
      detail: `rules are those of the mapping "staff", to which ${owner} is bound: change them there.`,
    });
  });

  it("is refused with what to do where the one kept for a protocol is to be deleted", () => {
    expect(refuseOwnedMapping(bound, kept, null)).toEqual({
      kind: "forbidden",
      detail: `The identity mapping "staff" is kept for ${owner}: delete that, or bind it to other rules.`,
    });
    expect(refuseOwnedMapping(bound, other, null)).toBeNull();
  });

  it("puts none behind a door of an identity provider", () => {
    const refusal = {
      kind: "invalid",
      field: "entry",
      detail: 'entry cannot be a protocol: those of the identity provider "corp" are made together with it.',
    };
    expect(refuseForeignDoor(bound, draft)).toEqual(refusal);
    expect(refuseOwnedMapping(bound, other, draft)).toEqual(refusal);
    expect(refuseForeignDoor(bound, { ...draft, entry: { kind: "exchange" } })).toBeNull();
    expect(refuseForeignDoor(bound, { ...draft, providerId: "p9" })).toBeNull();
  });
});
