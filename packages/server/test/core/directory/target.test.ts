/** What a token is asked for on at once: found by id or name, and refused in one way where its user has no role. */

import { describe, expect, it } from "vitest";
import { settleTarget, type WantedTarget } from "../../../src/core/directory/target.ts";
import type { TokenGrant } from "../../../src/core/terms.ts";
import { assignment, domain, madeProject, registryOf, written } from "./one-node.ts";

const user = { kind: "user", id: "ada" } as const;
const registry = registryOf(
  ...written(domain("home"), domain("away")),
  madeProject("p1", { displayName: "shop" }),
  madeProject("p2", { displayName: "shop", domainId: "away" }),
  madeProject("p3", { displayName: "closed", enabled: false }),
  madeProject("p4", { displayName: "other" }),
  ...written(
    ...["p1", "p2", "p3"].map((id) => assignment("member", user, { kind: "project", id })),
    assignment("member", { kind: "group", id: "ops" }, { kind: "domain", id: "away" }),
  ),
);

const ada: Pick<TokenGrant, "user" | "groups" | "projectRoles"> = {
  user: { id: "ada", name: "Ada", email: null, domain: { id: "home", name: "the home" }, local: false },
  groups: [{ id: "ops", name: "ops", domain: null }],
  projectRoles: [{ project: "p4", domain: null, roles: ["reader"] }],
};
const settle = (wanted: WantedTarget) => settleTarget(registry, "rules", ada, wanted);
const named = (kind: WantedTarget["kind"], name: string): WantedTarget => ({ kind, id: null, name });
const byId = (kind: WantedTarget["kind"], id: string): WantedTarget => ({ kind, id, name: null });

describe("a target asked for at login", () => {
  it.each([
    [byId("project", "p1"), "project", "p1"],
    [byId("project", "p2"), "project", "p2"],
    [byId("domain", "away"), "domain", "away"],
    [named("domain", "the away"), "domain", "away"],
    [{ kind: "project", id: "p2", name: "shop" } as const, "project", "p2"],
  ])("is found where the user or a group of it has a role (%j)", (wanted, kind, id) => {
    expect(settle(wanted)).toEqual({ ok: true, value: { kind, id } });
  });

  it("is a project of the user's domain where it is named", () => {
    expect(settle(named("project", "shop"))).toEqual({ ok: true, value: { kind: "project", id: "p1" } });
  });

  it("is a project in which the mapping gives a role", () => {
    expect(settle(named("project", "other"))).toEqual({ ok: true, value: { kind: "project", id: "p4" } });
  });

  const refusedFor = (grant: Partial<typeof ada>, wanted: WantedTarget) =>
    settleTarget(registry, "rules", { ...ada, projectRoles: [], ...grant }, wanted);
  const groupNamed = (id: string | null, name: string | null) => ({ id, name, domain: null });

  it("is refused for whom nothing is known of", () => {
    for (const wanted of [named("project", "shop"), byId("domain", "away")]) {
      expect(refusedFor({ user: null, groups: [] }, wanted)).toMatchObject({
        refusal: { evidence: { user: "", groups: "none" } },
      });
    }
    const nobody = { id: null, name: null, email: null, domain: null, local: false };
    expect(refusedFor({ user: nobody }, byId("project", "p4"))).toMatchObject({
      refusal: { evidence: { user: "", groups: "ops" } },
    });
  });

  it("is refused with what names it, or with nothing", () => {
    const wanted = { kind: "project", id: null, name: null } as const;
    expect(refusedFor({}, wanted)).toMatchObject({ refusal: { evidence: { target: "" } } });
    expect(refusedFor({}, { ...wanted, kind: "domain" })).toMatchObject({
      refusal: { evidence: { target: "" } },
    });
  });

  it("is refused with the groups by name, or else by id, and no more than a few of very many", () => {
    const few = [groupNamed("g1", "dev"), groupNamed("g2", null), groupNamed(null, null)];
    expect(refusedFor({ groups: few }, byId("project", "p4"))).toMatchObject({
      refusal: { evidence: { groups: "dev, g2, " } },
    });
    const many = Array.from({ length: 21 }, (_, index) => groupNamed(`g${index}`, null));
    expect(refusedFor({ groups: many }, byId("project", "p4"))).toMatchObject({
      refusal: {
        evidence: {
          groups: many
            .slice(0, 20)
            .map(({ id }) => id)
            .join(", "),
        },
      },
    });
  });

  it.each([
    byId("project", "none"),
    named("project", "none"),
    byId("project", "p3"),
    byId("domain", "home"),
    byId("domain", "the away"),
    named("domain", "away"),
  ])("is refused without a role, disabled or unknown, all in the same way (%j)", (wanted) => {
    const { kind, id, name } = wanted;
    expect(settle(wanted)).toEqual({
      ok: false,
      refusal: {
        reason: "target_out_of_reach",
        evidence: { mapping: "rules", kind, target: id ?? name, user: "Ada", groups: "ops" },
      },
    });
  });
});
