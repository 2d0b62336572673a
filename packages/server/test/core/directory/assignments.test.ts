/** Giving and taking roles: to whom, on what, and which. */

import { describe, expect, it } from "vitest";
import {
  type Giving,
  isDerivedUserId,
  planGiving,
  planTaking,
  refuseUnknown,
} from "../../../src/core/directory/assignments.ts";
import {
  assignment,
  deletion,
  domain,
  group,
  madeProject,
  put,
  refusalOf,
  registryOf,
  role,
  user,
  written,
} from "./one-node.ts";

const ada = { kind: "user", id: "ada" } as const;
const dev = { kind: "group", id: "dev" } as const;
const home = { kind: "domain", id: "home" } as const;
const shop = { kind: "project", id: "shop" } as const;
const system = { kind: "system" } as const;
const registry = registryOf(
  ...written(
    domain("home"),
    domain("away"),
    user("ada"),
    group("dev"),
    role("painter"),
    role("local", "home"),
  ),
  madeProject("shop"),
  madeProject("far", { domainId: "away" }),
);
const giving: Giving = { roleId: "painter", actor: ada, target: shop, inherited: false };
const missing = (kind: string, value: string) => ({ kind: "not_found", about: { kind, value, by: "id" } });

describe("a role", () => {
  it.each([
    giving,
    { ...giving, actor: dev },
    { ...giving, target: home },
    { ...giving, target: home, inherited: true },
    { ...giving, target: system },
    { ...giving, roleId: "local" },
    { ...giving, roleId: "local", target: home },
  ])("is given to somebody on something (%j)", (one) => {
    const given = assignment(one.roleId, one.actor, one.target, one.inherited);
    expect(planGiving(registry, one)).toEqual({ ok: true, value: given, writes: [put(given)] });
  });

  it("is given once: a second time nothing changes", () => {
    const given = assignment("painter", ada, shop);
    const after = registry.withChanges([...written(given)]);
    expect(planGiving(after, giving)).toEqual({ ok: true, value: given, writes: [] });
    expect(planGiving(after, { ...giving, target: home })).toMatchObject({ writes: [{ write: "put" }] });
  });

  it("is given to users that have not come in yet, by the ids they will have", () => {
    const actor = { kind: "user", id: "0123456789abcdef".repeat(4) } as const;
    expect(planGiving(registry, { ...giving, actor }).ok).toBe(true);
  });

  it.each([
    ["role", { ...giving, roleId: "none" }, "none"],
    ["user", { ...giving, actor: { kind: "user", id: "dev" } }, "dev"],
    ["group", { ...giving, actor: { kind: "group", id: "0".repeat(64) } }, "0".repeat(64)],
    ["project", { ...giving, target: { kind: "project", id: "home" } }, "home"],
    ["domain", { ...giving, target: { kind: "domain", id: "shop" } }, "shop"],
  ] as const)("is not given where there is no such %s", (kind, one, value) => {
    expect(refusalOf(planGiving(registry, one))).toMatchObject(missing(kind, value));
  });

  it.each([system, { kind: "domain", id: "away" } as const, { kind: "project", id: "far" } as const])(
    "of a domain is given only there (%j)",
    (target) => {
      expect(refusalOf(planGiving(registry, { ...giving, roleId: "local", target }))).toEqual({
        kind: "forbidden",
        detail: 'The role "local" is one of the domain "home": it can be given only there.',
      });
    },
  );

  it("is taken back as it was given", () => {
    const given = assignment("painter", ada, shop);
    const after = registry.withChanges([...written(given)]);
    expect(planTaking(after, giving)).toEqual({
      ok: true,
      value: undefined,
      writes: [deletion("assignment", given.id)],
    });
    expect(refusalOf(planTaking(after, { ...giving, target: home }))).toMatchObject(
      missing("assignment", "painter"),
    );
  });
});

describe("what a role would be given to and on", () => {
  it("is looked for also where no role is named", () => {
    expect(refuseUnknown(registry, { roleId: null, actor: ada, target: shop })).toBeNull();
    expect(refuseUnknown(registry, { roleId: null, actor: ada, target: system })).toBeNull();
    expect(refuseUnknown(registry, { roleId: null, actor: { ...ada, id: "x" }, target: shop })).toMatchObject(
      missing("user", "x"),
    );
  });
});

describe("the id of a user that comes in through an identity provider", () => {
  it("is a digest in lower-case digits, and nothing before or behind it", () => {
    const id = "0123456789abcdef".repeat(4);
    expect([id, `${id}0`, id.slice(1), id.toUpperCase(), `x${id}`, `${id}x`].map(isDerivedUserId)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
