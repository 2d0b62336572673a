/** Tokens made of tokens for something else: never longer, never for anybody else, and bounded in number. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import type { IssuePorts, PresentedToken } from "../../src/core/issuing.ts";
import { accept, refuse } from "../../src/core/refusal.ts";
import {
  type HeldGrant,
  mostOfOneFamily,
  type Origin,
  planRescoped,
  type RescopeRequest,
  rescopeToken,
} from "../../src/core/rescoping.ts";
import { patience, tried } from "../properties/property.ts";
import { workload as ada } from "./samples.ts";

const now = 1_800_000_000;
const longest = 86_400;

const workload: Principal = { ...ada, face: "keystone", tokenId: "first", selfRevocable: true };
const service: Principal = { ...workload, name: "service:ops", role: "admin", face: null, tokenId: null };
const grant: HeldGrant = {
  subject: { kind: "user", name: "ada" },
  user: { name: "ada", id: "a1", email: null, domain: { id: "default", name: "Default" }, local: false },
  groups: [{ id: "g1", name: null, domain: null }],
  projectRoles: [{ project: "shop", domain: null, roles: ["reader"] }],
  admin: false,
  ownPermissions: false,
  audience: [],
};
const first: PresentedToken = {
  tokenId: "first",
  expiresAt: now + 600,
  selfRevocable: false,
  madeWith: null,
  family: "first",
  descendants: 0,
  userName: "ada",
  providerId: "p",
  mappingId: "m",
  revision: 5,
};

const plan = (origin: Origin, by = workload, at = now) =>
  planRescoped({ by, origin, grant, revision: 9 }, at, longest);

describe("a token made of another one", () => {
  it(
    "ends in the same second as the first of its line, says the same, and is reached by what reaches that",
    () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: longest }),
          fc.array(fc.nat({ max: longest }), { maxLength: 20 }),
          fc.boolean(),
          (lifetime, waits, selfRevocable) => {
            const expiresAt = now + lifetime;
            let presented: PresentedToken = { ...first, expiresAt, selfRevocable };
            let at = now;
            for (const wait of waits) {
              at += wait;
              // One that has expired is not found any more.
              if (at >= expiresAt) return;
              const planned = plan({ kind: "token", token: presented }, workload, at);
              if (!planned.ok) throw new Error("it is within every limit");
              const { lifetimeSeconds, ...said } = planned.value.grant;
              expect(at + lifetimeSeconds).toBe(expiresAt);
              expect(said).toEqual({ ...grant, selfRevocable });
              expect(planned.value.reach).toMatchObject({ userName: "ada", providerId: "p", revision: 5 });
              expect(planned.value).toMatchObject({ madeWith: presented.tokenId, family: "first" });
              presented = { ...presented, tokenId: `${presented.tokenId}+`, madeWith: presented.tokenId };
            }
          },
        ),
        tried(41, 200),
      );
    },
    patience.timeout,
  );

  it("is bounded in number by the login it all began with, also for administrators", () => {
    const token = { ...first, madeWith: "other", descendants: mostOfOneFamily - 1 };
    expect(plan({ kind: "token", token }).ok).toBe(true);
    const full = { ...token, descendants: mostOfOneFamily };
    for (const by of [workload, { ...workload, role: "admin" } as const]) {
      expect(plan({ kind: "token", token: full }, by)).toMatchObject({
        ok: false,
        refusal: { kind: "forbidden", detail: expect.stringContaining("log in again") },
      });
    }
  });
});

describe("a token made with an administrator's secret", () => {
  const made = (secret: { id: string; expiresAt: number } | null, max = longest) => {
    const planned = planRescoped(
      { by: service, origin: { kind: "secret", secret }, grant, revision: 9 },
      now,
      max,
    );
    if (!planned.ok) throw new Error("nothing is refused here");
    return planned.value;
  };

  it("lives an hour, and no longer than the secret or than any token may", () => {
    expect(made(null).grant.lifetimeSeconds).toBe(3_600);
    expect(made({ id: "s", expiresAt: now + 86_400 }).grant.lifetimeSeconds).toBe(3_600);
    expect(made({ id: "s", expiresAt: now + 7 }).grant.lifetimeSeconds).toBe(7);
    expect(made(null, 60).grant.lifetimeSeconds).toBe(60);
  });

  it("ends with it, begins a line of its own, and is found by whose it is", () => {
    expect(made({ id: "s", expiresAt: now + 9_000 })).toMatchObject({
      madeWith: "s",
      family: null,
      reach: { userName: "service:ops", providerId: null, mappingId: null, revision: 9 },
      grant: { selfRevocable: true },
    });
    expect(made(null).madeWith).toBeNull();
  });
});

describe("making it", () => {
  const request: RescopeRequest = {
    requestId: "r1",
    face: "keystone",
    by: workload,
    origin: { kind: "token", token: first },
    grant,
    revision: 9,
    project: "shop",
    layout: ({ tokenId, expiresAt }) => ({
      typ: "JWT",
      header: {},
      payload: { jti: tokenId, sub: "a1", exp: expiresAt },
    }),
    client: { addressPrefix: "192.0.2.0/24", userAgent: null },
  };
  const ports: IssuePorts = {
    issuer: "https://sts.example.com",
    maxTokenLifetimeSeconds: longest,
    now: () => now,
    newTokenId: () => "second",
    newReferenceToken: () => ({ token: "", hash: "" }),
    sign: async () => accept("signed"),
    commit: async () => accept(undefined),
  };

  it("commits one record with it, which says for what and with which it was made", async () => {
    const committed: unknown[] = [];
    const commit: IssuePorts["commit"] = async (record) => {
      committed.push(record);
      return accept(undefined);
    };
    const outcome = await rescopeToken({ ...ports, commit }, request);
    expect(outcome).toMatchObject({ ok: true, value: { accessToken: "signed", expiresAt: now + 600 } });
    expect(committed).toMatchObject([
      {
        issuedBy: { name: "ada", tokenId: "first" },
        token: {
          tokenId: "second",
          created: { description: "", madeWith: "first", family: "first" },
          reference: null,
        },
        details: { project: "shop", requestedAudience: [], grant: { user: { id: "a1" } } },
      },
    ]);
  });

  it("commits nothing where there are too many of its line", async () => {
    const commit: IssuePorts["commit"] = () => {
      throw new Error("nothing is committed");
    };
    const origin = { kind: "token", token: { ...first, descendants: mostOfOneFamily } } as const;
    expect(await rescopeToken({ ...ports, commit }, { ...request, origin })).toMatchObject({
      ok: false,
      refusal: { kind: "forbidden" },
    });
  });

  it.each([
    ["cannot be signed", { sign: async () => refuse("signing_failed", { detail: "" }) }],
    ["is made of one that was revoked meanwhile", { commit: async () => refuse("credential_revoked") }],
  ])("hands out nothing that %s", async (_what, broken) => {
    expect(await rescopeToken({ ...ports, ...broken }, request)).toMatchObject({
      ok: false,
      refusal: { kind: "failed" },
    });
  });
});
