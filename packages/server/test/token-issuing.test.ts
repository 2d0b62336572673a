/** What is looked up, and in which order, when a token is issued on the word of somebody who presented another. */

import { describe, expect, it } from "vitest";
import { bootstrapName } from "../src/core/access.ts";
import type { ExchangeRecord } from "../src/core/exchange-record.ts";
import { noPermissions } from "../src/core/granting/scope.ts";
import { accept, refuse } from "../src/core/refusal.ts";
import type { AskedToken } from "../src/faces/services/tokens.ts";
import type { FindOwnToken } from "../src/own-tokens.ts";
import type { StoredSecret } from "../src/store/store.ts";
import { bindIssuing, type IssuingAdapters } from "../src/token-issuing.ts";

const now = 1_800_000_000;
const asked: AskedToken = {
  requestId: "r1",
  face: "access",
  by: {
    name: "ci/deploy",
    role: "workload",
    face: "access",
    tokenId: "presented",
    selfRevocable: false,
    introspects: [],
    projectRoles: [],
  },
  credential: "the text of the credential",
  readHolder: () => ({
    subject: { kind: "mapping", provider: "ci", mapping: "deploy" },
    permissions: noPermissions,
    audience: ["jfrt@*"],
  }),
  wish: {
    user: null,
    permissions: null,
    audience: [],
    lifetimeSeconds: null,
    project: null,
    description: "",
  },
  wantsReferenceToken: false,
  layout: () => ({ typ: "JWT", header: {}, payload: { sub: "ci/deploy" } }),
  client: { addressPrefix: "192.0.2.0/24", userAgent: null },
};
const found: FindOwnToken = async () => ({
  ok: true,
  token: {
    claims: {},
    stored: {
      tokenId: "presented",
      face: "access",
      subject: "ci/deploy",
      userName: null,
      providerId: "p",
      mappingId: "m",
      selfRevocable: false,
      issuedAt: now - 10,
      expiresAt: now + 50,
      revision: 5,
      revokedAt: null,
      epoch: null,
    },
  },
});

const secret: StoredSecret = {
  id: "s1",
  name: "ops",
  kind: "service",
  role: "admin",
  audience: null,
  hash: "",
  createdAt: now - 10,
  expiresAt: now + 40,
  revokedAt: null,
};
/** @param kept the only secret there is */
const storeOf = (kept: StoredSecret | null, madeWith: string | null = null): IssuingAdapters["store"] => ({
  tokens: { lineage: async () => ({ madeWith, family: "presented", descendants: 0 }) },
  secrets: {
    find: async (id) => (kept?.id === id ? kept : null),
    findByHash: async () => kept,
  },
});

function issuing(brought: Partial<IssuingAdapters> = {}) {
  const records: ExchangeRecord[] = [];
  const state = { revision: 7 };
  const issue = bindIssuing({
    ports: {
      issuer: "https://sts.example",
      now: () => now,
      newTokenId: () => "t1",
      newReferenceToken: () => ({ token: "", hash: "" }),
      sign: async () => accept("signed"),
      commit: async (record) => {
        records.push(record);
        return accept(undefined);
      },
    },
    settings: { maxTokenLifetimeSeconds: 3_600 },
    feed: { current: () => ({ revision: state.revision }) as ReturnType<IssuingAdapters["feed"]["current"]> },
    findToken: found,
    store: storeOf(null),
    admission: { admitExchange: () => accept(undefined) },
    metrics: { count: () => undefined },
    ...brought,
  });
  return { issue, records, state };
}

describe("issuing on the word of whoever presents a token", () => {
  it("takes what that token holds when everything has arrived", async () => {
    const { issue, records } = issuing();
    expect(await issue(asked)).toMatchObject({ ok: true, value: { expiresAt: now + 50 } });
    expect(records).toMatchObject([{ issuedBy: { tokenId: "presented" }, token: { revision: 5 } }]);
  });

  it.each(["revoked", "expired", "unknown"] as const)(
    "issues nothing when it turns out to be %s by then",
    async (fault) => {
      const { issue, records } = issuing({ findToken: async () => ({ ok: false, fault }) });
      expect(await issue(asked)).toMatchObject({
        ok: false,
        refusal: { kind: "failed", refusal: { reason: "credential_revoked" } },
      });
      expect(records).toEqual([]);
    },
  );

  it("stands an administrator's token under the revision from before it was looked up", async () => {
    const { issue, records, state } = issuing({
      findToken: async (text) => {
        state.revision = 8;
        return found(text);
      },
    });
    expect((await issue({ ...asked, by: { ...asked.by, role: "admin" } })).ok).toBe(true);
    expect(records).toMatchObject([{ revision: 7, token: { revision: 7 } }]);
  });

  it("has an administrator's end with the service token that the one presented began with", async () => {
    const by = { ...asked.by, role: "admin" } as const;
    const { issue, records } = issuing({ store: storeOf(secret, secret.id) });
    expect(await issue({ ...asked, by })).toMatchObject({ ok: true, value: { expiresAt: now + 40 } });
    expect(records).toMatchObject([{ token: { created: { madeWith: "s1", family: null } } }]);
  });

  it("issues and looks up nothing above the limit of exchanges", async () => {
    const { issue, records } = issuing({
      admission: { admitExchange: () => refuse("rate_limited", { retryAfterSeconds: 1 }) },
      findToken: () => Promise.reject(new Error("looked up")),
    });
    expect(await issue(asked)).toMatchObject({
      ok: false,
      refusal: { kind: "failed", refusal: { reason: "rate_limited" } },
    });
    expect(records).toEqual([]);
  });
});

describe("issuing on the word of whoever presents a secret", () => {
  const by = { ...asked.by, name: "service:ops", role: "admin", face: null, tokenId: null } as const;
  const wish = { ...asked.wish, user: "ada" };
  const asAdministrator: AskedToken = { ...asked, by, wish };

  it("makes what ends with a service token, and no later", async () => {
    const { issue, records } = issuing({ store: storeOf(secret) });
    expect(await issue(asAdministrator)).toMatchObject({ ok: true, value: { expiresAt: now + 40 } });
    expect(records).toMatchObject([{ token: { created: { madeWith: "s1", family: null } } }]);
  });

  it.each<[string, StoredSecret | null]>([
    ["revoked", { ...secret, revokedAt: now - 1 }],
    ["expired", { ...secret, expiresAt: now }],
    ["unknown", null],
  ])("issues nothing when it turns out to be %s by then", async (_what, found) => {
    const { issue, records } = issuing({ store: storeOf(found) });
    expect(await issue(asAdministrator)).toMatchObject({
      ok: false,
      refusal: { kind: "failed", refusal: { reason: "credential_revoked" } },
    });
    expect(records).toEqual([]);
  });

  it("makes what stands by itself with the secret of the settings", async () => {
    const { issue, records } = issuing({ store: storeOf(secret) });
    expect((await issue({ ...asAdministrator, by: { ...by, name: bootstrapName } })).ok).toBe(true);
    expect(records).toMatchObject([{ token: { created: { madeWith: null } } }]);
  });
});
