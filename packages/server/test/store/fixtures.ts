/** What store tests write: complete, ordinary values, of which each test changes what it is about. */

import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import {
  type CreatedTokenFacts,
  type ExchangedRecord,
  type IssuedRecord,
  type IssuedTokenFacts,
  withoutExchange,
} from "../../src/core/exchange-record.ts";
import type { RegistryChange } from "../../src/core/matching/registry.ts";
import { refuse } from "../../src/core/refusal.ts";
import type { ReplayClaim } from "../../src/core/replay.ts";
import type { SigningKeyRecord } from "../../src/core/signing-key-record.ts";
import type { EpochSeconds, MappingDraft, ProviderDraft } from "../../src/core/terms.ts";
import { openStore } from "../../src/store/open.ts";
import type { ConfigurationSlice, Moment, Store } from "../../src/store/store.ts";
import type { TestDatabase } from "./databases.ts";

/** The moment at which tests begin. */
export const start: EpochSeconds = 1_800_000_000;
export const day = 86_400;

/** A store on one fresh database for all tests of a file, and a second way in beside it. */
export interface Bench {
  readonly store: Store;
  readonly database: TestDatabase;
  /** Opens another store on the same database, closed when the test ends. */
  another(): Promise<Store>;
  /** Sets the store's clock. */
  setTime(at: EpochSeconds): void;
}

/** Call inside `describe`; the bench may be used in tests and hooks. */
export function useBench(kind: { create(): Promise<TestDatabase> }): () => Bench {
  let bench: Bench | undefined;
  beforeAll(async () => {
    const database = await kind.create();
    let now = start;
    const open = () => openStore({ url: database.url, clock: () => now * 1000, random: randomBytes });
    bench = {
      store: await open(),
      database,
      async another() {
        const store = await open();
        onTestFinished(() => store.close());
        return store;
      },
      setTime(at) {
        now = at;
      },
    };
  });
  afterAll(async () => {
    await bench?.store.close();
    await bench?.database.remove();
  });
  return () => {
    if (bench === undefined) throw new Error("the bench is used before it was set up");
    return bench;
  };
}

/** The changes of all the slices, one behind the other. */
export async function changesIn(
  slices: AsyncIterable<ConfigurationSlice>,
): Promise<readonly RegistryChange[]> {
  return (await Array.fromAsync(slices)).flatMap(({ changes }) => changes);
}

/** The moment of a revision, whatever history it is of. */
export function momentAt(revision: number): Moment {
  return { revision, mark: null };
}

let made = 0;
/** A name no other test uses. */
export function fresh(prefix: string): string {
  made += 1;
  return `${prefix}-${made}`;
}

export function providerDraft(changes: Partial<ProviderDraft> = {}): ProviderDraft {
  return {
    name: fresh("provider"),
    description: "Pipelines of the shop",
    project: null,
    enabled: true,
    issuerUrl: "https://issuer.example/",
    tokenIssuer: null,
    discoveryQuery: null,
    keySource: { kind: "discovery" },
    caCertificates: null,
    useProxy: false,
    algorithms: ["RS256", "ES256"],
    audience: "countersign",
    additionalAudiences: [],
    pins: [{ claim: "owner", value: "shop", ignoreCase: true }],
    replay: { policy: "single_use", key: { kind: "jti" } },
    clockToleranceSeconds: 30,
    maxTokenLifetimeSeconds: 3600,
    acceptAccessTokens: false,
    preset: null,
    annotations: { "some face": { order: ["b", "a"], exact: "1e3" } },
    ...changes,
  };
}

export function mappingDraft(providerId: string, changes: Partial<MappingDraft> = {}): MappingDraft {
  return {
    name: fresh("mapping"),
    description: "",
    providerId,
    project: null,
    entry: { kind: "exchange" },
    priority: 1,
    rules: [
      {
        when: [{ path: ["ref"], test: { kind: "is", matcher: { kind: "glob", pattern: "refs/*" } } }],
        grant: { user: null, groups: [], projectRoles: [], admin: true, ownPermissions: false },
      },
    ],
    audience: ["api"],
    lifetimeSeconds: 60,
    selfRevocable: false,
    annotations: {},
    ...changes,
  };
}

/** A row of the signing keys; nothing in it is a key. */
export function signingKey(changes: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  return {
    kid: fresh("kid"),
    algorithm: "ES256",
    publicJwk: '{"kty":"EC","crv":"P-256","x":"eA","y":"eQ"}',
    wrappedPrivateKey: "d3JhcHBlZA",
    createdAt: start,
    activeFrom: start + day,
    retiredAt: null,
    ...changes,
  };
}

/** What a record's token has from its exchange. */
type FromExchange = "providerId" | "mappingId" | "revision" | "created";
type RecordChanges = Partial<Omit<ExchangedRecord, "token">> & {
  readonly token?:
    | (Omit<IssuedTokenFacts, FromExchange> & Partial<Pick<IssuedTokenFacts, FromExchange>>)
    | null;
};

/** In one commit of the store. */
const committedTogether = 250;

/**
 * Records very many exchanges, some at a time: the last of thousands at once would wait longer, on a slow machine,
 * than an exchange may wait.
 * @throws where one is not recorded
 */
export async function commitAll(
  { exchanges }: Pick<Store, "exchanges">,
  records: readonly ExchangedRecord[],
  claim: () => ReplayClaim | null = () => null,
): Promise<void> {
  for (let from = 0; from < records.length; from += committedTogether) {
    const some = records.slice(from, from + committedTogether);
    for (const verdict of await Promise.all(some.map((record) => exchanges.commit(record, claim())))) {
      if (!verdict.ok) throw new Error(`not recorded: ${JSON.stringify(verdict.refusal)}`);
    }
  }
}

/** An issued exchange with its token. */
export function issuedRecord({ token, ...changes }: RecordChanges = {}): ExchangedRecord {
  const tokenId = fresh("token");
  const record = {
    requestId: fresh("request"),
    at: start,
    face: "oauth",
    issuedBy: null,
    refusal: null,
    progress: "claims_valid" as const,
    providerId: "provider-of-records",
    providerName: "pipelines",
    mappingId: "mapping-of-records",
    mappingName: "deploy",
    revision: 7,
    subject: "repo:shop/app:ref:refs/heads/main",
    client: { addressPrefix: "192.0.2.0/24", userAgent: "curl/8" },
    details: {
      claims: { sub: "repo:shop/app:ref:refs/heads/main", nested: { list: [1, "two", null, true] } },
      project: null,
      mapping: "deploy",
      entry: { kind: "exchange" } as const,
      requestedAudience: ["api"],
      context: { job: "1234" },
      grant: null,
    },
    ...changes,
  };
  if (token === null) return { ...record, token };
  const { providerId, mappingId, revision } = record;
  return {
    ...record,
    token: {
      tokenId,
      face: "oauth",
      subject: "deployer",
      userName: "deployer",
      issuedAt: start,
      expiresAt: start + 60,
      selfRevocable: true,
      reference: null,
      providerId,
      mappingId,
      revision,
      created: null,
      ...token,
    },
  };
}

/** A token issued on somebody's word. */
export function createdRecord(
  token: Partial<IssuedTokenFacts> = {},
  created: Partial<CreatedTokenFacts> = {},
): IssuedRecord {
  const { requestId, details, client } = issuedRecord();
  return {
    requestId,
    at: start,
    face: "access",
    revision: 7,
    client,
    details: { ...details, claims: null, mapping: null },
    issuedBy: { name: "service:ops", tokenId: null },
    ...withoutExchange,
    token: {
      tokenId: fresh("created"),
      face: "access",
      subject: "ada",
      userName: "ada",
      providerId: null,
      mappingId: null,
      revision: 7,
      issuedAt: start,
      expiresAt: start + 600,
      selfRevocable: true,
      reference: null,
      created: { description: "", madeWith: null, family: null, ...created },
      ...token,
    },
  };
}

export function refusedRecord(changes: RecordChanges = {}): ExchangedRecord {
  const { refusal } = refuse("pin_mismatch", { claim: "owner", presented: "someone-else" });
  return issuedRecord({ refusal, progress: "signature_valid", token: null, ...changes });
}

export function replayClaim(changes: Partial<ReplayClaim> = {}): ReplayClaim {
  return { providerId: "provider-of-records", key: fresh("key"), expiresAt: start + 300, ...changes };
}

/** SHA-256, base64url, as hashes of secrets and reference tokens are kept. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
