/** What is granted on somebody's word: anything on an administrator's, no more than it has on anybody else's. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { covers } from "../../src/core/granting/audience.ts";
import {
  includesPermissions,
  noPermissions,
  permissionsOf,
  renderScope,
} from "../../src/core/granting/scope.ts";
import {
  type IssuePorts,
  type IssueRequest,
  issueToken,
  planToken,
  type Secret,
  type TokenHolder,
  type TokenWish,
} from "../../src/core/issuing.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import { accessTokenLayout, holderOf } from "../../src/faces/access/profile.ts";
import { patience, tried } from "../properties/property.ts";
import { workload as ada } from "./samples.ts";

const now = 1_800_000_000;
const longest = 3_600;

const workload: Principal = { ...ada, name: "ci/deploy" };
const administrator: Principal = {
  ...workload,
  name: "service:ops",
  role: "admin",
  face: null,
  tokenId: null,
};
const holder: TokenHolder = {
  tokenId: "presented",
  subject: { kind: "mapping", provider: "ci", mapping: "deploy" },
  permissions: { ...noPermissions, groups: ["readers"] },
  audience: ["jfrt@one"],
  expiresAt: now + 60,
  selfRevocable: false,
  madeWith: null,
  family: "presented",
  descendants: 99,
  userName: null,
  providerId: "p",
  mappingId: "m",
  revision: 5,
};
const nothing: TokenWish = {
  user: null,
  permissions: null,
  audience: [],
  lifetimeSeconds: null,
  project: null,
  description: "",
};

function plan(
  wish: Partial<TokenWish>,
  {
    by = workload,
    held = holder,
    secret = null,
  }: { by?: Principal; held?: TokenHolder | null; secret?: Secret | null } = {},
) {
  return planToken({ by, holder: held, secret, wish: { ...nothing, ...wish }, revision: 9 }, now, longest);
}

describe("a token on a workload's word", () => {
  const name = fc.constantFrom("a", "b", "c");
  const permissions = fc.record({
    admin: fc.constant(false),
    ownPermissions: fc.boolean(),
    groups: fc.uniqueArray(name),
    projectRoles: fc.uniqueArray(
      fc.record({ project: name, roles: fc.uniqueArray(name, { minLength: 1 }) }),
      { selector: ({ project }) => project },
    ),
  });
  const side = fc.constantFrom("jfrt", "jfac", "*", "j*");
  const item = fc.oneof(
    fc.tuple(side, side).map(([service, instance]) => `${service}@${instance}`),
    fc.constantFrom("plain", "other"),
  );
  const subject = fc.oneof(
    fc.record({ kind: fc.constant("user" as const), name: fc.constantFrom("ada", "team/ada") }),
    fc.constant({ kind: "mapping", provider: "ci", mapping: "Deploy" } as const),
  );
  const holders = fc.record({
    tokenId: fc.constant("presented"),
    subject,
    permissions,
    audience: fc.uniqueArray(item, { minLength: 1, maxLength: 3 }),
    expiresAt: fc.integer({ min: now + 1, max: now + 7_200 }),
    selfRevocable: fc.boolean(),
    madeWith: fc.constant(null),
    family: fc.constant("presented"),
    descendants: fc.nat({ max: 99 }),
    userName: fc.constantFrom("ada", null),
    providerId: fc.constantFrom("p", null),
    mappingId: fc.constantFrom("m", null),
    revision: fc.constantFrom(5, null),
  });
  const wishes = fc.record({
    user: fc.constantFrom(null, "ada", "ADA", "team/ada", "ci/deploy", "eve"),
    permissions: fc.option(
      fc.oneof(
        permissions,
        permissions.map((one) => ({ ...one, admin: true })),
      ),
    ),
    audience: fc.uniqueArray(item, { maxLength: 2 }),
    lifetimeSeconds: fc.option(fc.integer({ min: 1, max: 7_200 })),
    project: fc.constant(null),
    description: fc.constant(""),
  });

  it(
    "is never wider, for somebody else, or longer-lived, however often what came of it is asked for less",
    () => {
      fc.assert(
        fc.property(holders, fc.array(wishes, { minLength: 1, maxLength: 4 }), (first, asked) => {
          let held: TokenHolder = first;
          for (const wish of asked) {
            const planned = plan(wish, { held });
            if (!planned.ok) {
              expect(planned.refusal.kind).toBe("forbidden");
              continue;
            }
            const { grant, reach, madeWith } = planned.value;
            expect(grant.subject).toEqual(first.subject);
            expect(includesPermissions(first.permissions, permissionsOf(grant))).toBe(true);
            expect(grant.admin).toBe(false);
            expect(grant.audience.every((one) => first.audience.some((wide) => covers(wide, one)))).toBe(
              true,
            );
            expect(grant.audience).not.toEqual([]);
            expect(now + grant.lifetimeSeconds).toBeLessThanOrEqual(held.expiresAt);
            expect(grant.lifetimeSeconds).toBeLessThanOrEqual(longest);
            expect(grant.lifetimeSeconds).toBeGreaterThan(0);
            expect(grant.selfRevocable).toBe(first.selfRevocable);
            const { userName, providerId, mappingId, revision } = first;
            expect(reach).toMatchObject({ userName, providerId, mappingId, revision });
            expect(madeWith).toBe(held.tokenId);
            const tokenId = `${held.tokenId}+`;
            held = {
              ...held,
              tokenId,
              // As if it had not been made with another: that one alone would make none.
              family: tokenId,
              permissions: permissionsOf(grant),
              audience: grant.audience,
              expiresAt: now + grant.lifetimeSeconds,
            };
          }
        }),
        tried(21, 400),
      );
    },
    patience.timeout,
  );

  it(
    "reads the same from the token that is laid out for it as was granted",
    () => {
      fc.assert(
        fc.property(holders, (held) => {
          const planned = plan({}, { held });
          if (!planned.ok) return;
          const { grant } = planned.value;
          const facts = { issuer: "https://sts.example.com", tokenId: "t", face: "access", client: "c" };
          const laidOut = accessTokenLayout("01".padEnd(26, "a"))({
            ...facts,
            issuedAt: now,
            expiresAt: now + grant.lifetimeSeconds,
            grant,
          });
          const read = holderOf(laidOut.payload);
          expect(renderScope(read.permissions)).toBe(renderScope(permissionsOf(grant)));
          expect(read.audience).toEqual(grant.audience);
          const again = plan({}, { held: { ...held, ...read } });
          const sub = again.ok
            ? accessTokenLayout("01".padEnd(26, "a"))({
                ...facts,
                issuedAt: now,
                expiresAt: now + 1,
                grant: again.value.grant,
              }).payload["sub"]
            : null;
          expect(sub).toBe(laidOut.payload["sub"]);
        }),
        tried(22, 200),
      );
    },
    patience.timeout,
  );

  it("has all that the own one has, when that has no user's permissions and nothing is asked for", () => {
    const planned = plan({});
    expect(planned.ok && permissionsOf(planned.value.grant)).toEqual(holder.permissions);
    const both = { ...holder, permissions: { ...holder.permissions, ownPermissions: true } };
    const usual = plan({}, { held: both });
    expect(usual.ok && permissionsOf(usual.value.grant)).toEqual({ ...noPermissions, ownPermissions: true });
  });

  it("is not made without a token of its own, nor past its last second", () => {
    expect(plan({}, { held: null })).toMatchObject({ ok: false, refusal: { kind: "forbidden" } });
    expect(plan({ lifetimeSeconds: 60 }).ok).toBe(true);
    expect(plan({ lifetimeSeconds: 61 }).ok).toBe(false);
  });

  it("is not made with one that was made so itself, nor beside a hundred others", () => {
    expect(plan({}, { held: { ...holder, descendants: 100 } })).toMatchObject({
      refusal: { kind: "forbidden" },
    });
    expect(plan({}, { held: { ...holder, madeWith: "other", family: "other" } })).toMatchObject({
      refusal: { kind: "forbidden" },
    });
    const by: Principal = { ...workload, role: "admin" };
    expect(plan({}, { by, held: { ...holder, descendants: 100 } }).ok).toBe(true);
  });

  it("is no project admin's to widen", () => {
    const lead: Principal = { ...workload, projectRoles: [{ project: "shop", roles: ["Project Admin"] }] };
    expect(plan({ user: "eve" }, { by: lead }).ok).toBe(false);
    expect(plan({ permissions: { ...noPermissions, ownPermissions: true } }, { by: lead }).ok).toBe(false);
  });
});

describe("a token on an administrator's word", () => {
  it("grants anything to anybody, up to the longest lifetime, and stands by itself", () => {
    const planned = plan(
      { user: "eve", permissions: { ...noPermissions, admin: true }, lifetimeSeconds: longest },
      { by: administrator, held: null },
    );
    expect(planned).toMatchObject({
      ok: true,
      value: {
        grant: {
          subject: { kind: "user", name: "eve" },
          admin: true,
          audience: ["*@*"],
          selfRevocable: true,
        },
        reach: { userName: "eve", providerId: null, mappingId: null, revision: 9 },
        madeWith: null,
      },
    });
    expect(
      plan({ user: "eve", lifetimeSeconds: longest + 1 }, { by: administrator, held: null }),
    ).toMatchObject({
      ok: false,
      refusal: { kind: "forbidden" },
    });
  });

  const secret: Secret = { id: "s", expiresAt: now + 60 };

  it.each<[string, Principal, TokenHolder | null]>([
    ["that was presented", administrator, null],
    [
      "that the token presented began with",
      { ...workload, role: "admin" },
      { ...holder, madeWith: "s", expiresAt: now + 30 },
    ],
  ])("ends with the service token %s, and no later", (_what, by, held) => {
    const eve = { user: "eve", lifetimeSeconds: 60 };
    const ending = { madeWith: "s", family: null, grant: { lifetimeSeconds: 60 } };
    expect(plan(eve, { by, held, secret })).toMatchObject({ value: ending });
    expect(plan({ user: "eve" }, { by, held, secret })).toMatchObject({ value: ending });
    expect(plan({ ...eve, lifetimeSeconds: 61 }, { by, held, secret })).toMatchObject({
      ok: false,
      refusal: { kind: "forbidden", detail: expect.stringContaining("never outlives") },
    });
  });

  it("makes others for its own user, also where it was made with a service token", () => {
    const held = { ...holder, madeWith: "s" };
    expect(plan({}, { held, secret })).toMatchObject({
      value: { madeWith: "presented", family: "presented" },
    });
  });

  it("takes along by which provider and mapping the administrator came, and the own name for want of another", () => {
    const by: Principal = { ...workload, role: "admin" };
    const planned = plan({}, { by });
    expect(planned).toMatchObject({
      value: {
        grant: { subject: holder.subject, ownPermissions: true, lifetimeSeconds: longest },
        reach: { userName: null, providerId: "p", mappingId: "m", revision: 9 },
        madeWith: null,
      },
    });
  });

  it("is found by the user it is for, also when that name has a slash and the subject does not tell", () => {
    const by: Principal = { ...workload, role: "admin", name: "team/ada" };
    const held: TokenHolder = {
      ...holder,
      subject: { kind: "mapping", provider: "team", mapping: "ada" },
      userName: "team/ada",
    };
    expect(plan({}, { by, held })).toMatchObject({ value: { reach: { userName: "team/ada" } } });
    expect(plan({ user: "bo" }, { by, held })).toMatchObject({ value: { reach: { userName: "bo" } } });
  });

  it("needs a name where the administrator is no user", () => {
    expect(plan({}, { by: administrator, held: null })).toMatchObject({
      ok: false,
      refusal: { kind: "invalid" },
    });
  });
});

describe("issuing", () => {
  const request: IssueRequest = {
    requestId: "r1",
    face: "access",
    by: workload,
    holder,
    secret: null,
    wish: { ...nothing, description: "secret by mistake", project: "shop" },
    revision: 9,
    wantsReferenceToken: true,
    layout: ({ tokenId }) => ({ typ: "JWT", header: {}, payload: { jti: tokenId, sub: "ci/deploy" } }),
    client: { addressPrefix: "192.0.2.0/24", userAgent: null },
  };
  const ports: IssuePorts = {
    issuer: "https://sts.example.com",
    maxTokenLifetimeSeconds: longest,
    now: () => now,
    newTokenId: () => "t1",
    newReferenceToken: () => ({ token: "ref", hash: "hash" }),
    sign: async () => accept("signed"),
    commit: async () => accept(undefined),
  };

  it("commits one record with the token before it is handed out, without what it is called", async () => {
    const committed: unknown[] = [];
    const outcome = await issueToken(
      {
        ...ports,
        commit: async (record, replay) => {
          committed.push({ ...record, replay });
          return accept(undefined);
        },
      },
      request,
    );
    expect(outcome).toMatchObject({ ok: true, value: { accessToken: "signed", referenceToken: "ref" } });
    expect(committed).toMatchObject([
      {
        requestId: "r1",
        issuedBy: { name: "ci/deploy", tokenId: "presented" },
        providerId: null,
        revision: 9,
        replay: null,
        token: {
          tokenId: "t1",
          subject: "ci/deploy",
          revision: 5,
          expiresAt: now + 60,
          reference: { hash: "hash" },
          created: { description: "secret by mistake", madeWith: "presented" },
        },
        details: { project: "shop", claims: null, entry: { kind: "exchange" } },
      },
    ]);
    const [{ token: _, ...record }] = committed as [{ token: unknown }];
    expect(JSON.stringify(record)).not.toContain("secret by mistake");
  });

  it("commits nothing where the wish is refused", async () => {
    const commit: IssuePorts["commit"] = () => {
      throw new Error("nothing is committed");
    };
    const wish = { ...request.wish, user: "eve" };
    expect(await issueToken({ ...ports, commit }, { ...request, wish })).toMatchObject({
      ok: false,
      refusal: { kind: "forbidden" },
    });
  });

  it.each([
    ["cannot be signed", { sign: async () => refuse("signing_failed", { detail: "" }) }],
    ["is not recorded", { commit: async () => refuse("overloaded", { detail: "" }) }],
    ["is made with one that was revoked meanwhile", { commit: async () => refuse("credential_revoked") }],
  ])("hands out nothing that %s", async (_what, broken) => {
    expect(await issueToken({ ...ports, ...broken }, request)).toMatchObject({
      ok: false,
      refusal: { kind: "failed" },
    });
  });
});
