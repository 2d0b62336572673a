/** What several nodes of one installation share, held in memory: key rows and facts with the store's semantics. */

import { createSecretKey, randomBytes } from "node:crypto";
import type {
  SigningKeyChange,
  SigningKeyRecord,
  SigningKeyTable,
} from "../../src/core/signing-key-record.ts";
import type { FactStore } from "../../src/keys/canary.ts";
import type { KeyPolicy } from "../../src/keys/key-plan.ts";
import type { MasterKey } from "../../src/keys/master-key.ts";
import type { SigningAlgorithm } from "../../src/keys/signing-key.ts";
import { openSigningKeys, type SigningKeys, type SigningKeysOptions } from "../../src/keys/signing-keys.ts";

export const issuer = "https://countersign.example";
export const longestTokenSeconds = 86_400;
export const instanceId = "instance-1";

export interface Installation {
  readonly rows: Map<string, SigningKeyRecord>;
  readonly facts: FactStore;
  readonly table: SigningKeyTable;
  readonly masterKey: MasterKey;
  /** Tokens there are, for the question whether a key is still needed. */
  readonly tokens: { readonly issuedAt: number; readonly expiresAt: number }[];
  /** What was wrong with keys, in the order in which nodes told of it. */
  readonly passedOver: unknown[];
  /** Revocations of everything. */
  readonly revocations: NonNullable<SigningKeyChange["revoke"]>[];
  clock: number;
  /** How often a node has taken another master key. */
  masterKeysTaken: number;
  /** What each node finds in its master key file from now on. */
  masterKeyFile: MasterKey;
  policy: KeyPolicy;
  /** Starts one node. */
  open(options?: Partial<SigningKeysOptions>): Promise<SigningKeys>;
}

export function newMasterKey(): MasterKey {
  return createSecretKey(randomBytes(32));
}

export function newInstallation(algorithms: readonly SigningAlgorithm[] = ["ES256"]): Installation {
  const rows = new Map<string, SigningKeyRecord>();
  const facts = new Map<string, string>();
  const masterKey = newMasterKey();
  const installation: Installation = {
    rows,
    masterKey,
    masterKeyFile: masterKey,
    tokens: [],
    passedOver: [],
    revocations: [],
    clock: 1_800_000_000,
    masterKeysTaken: 0,
    policy: { algorithms, rotationSeconds: null, longestTokenSeconds },
    facts: {
      async establishFact(name, value) {
        const standing = facts.get(name) ?? value;
        facts.set(name, standing);
        return standing;
      },
      instanceFact: async (name) => facts.get(name) ?? null,
    },
    table: {
      list: async () => [...rows.values()],
      async change({ expected, canary, add = [], retire = [], remove = [], rewrap = [], revoke }) {
        if (facts.get(canary.fact) !== canary.standing) return "other_canary";
        const same = expected.every(({ kid, retiredAt }) => rows.get(kid)?.retiredAt === retiredAt);
        if (!same || expected.length !== rows.size) return "stale";
        for (const kid of remove) rows.delete(kid);
        const update = (kid: string, change: Partial<SigningKeyRecord>) => {
          const row = rows.get(kid);
          if (row !== undefined) rows.set(kid, { ...row, ...change });
        };
        for (const { kid, at } of retire) update(kid, { retiredAt: at });
        for (const { kid, wrappedPrivateKey } of rewrap) update(kid, { wrappedPrivateKey });
        for (const row of add) rows.set(row.kid, row);
        if (canary.becomes === null) facts.delete(canary.fact);
        else facts.set(canary.fact, canary.becomes);
        if (revoke !== undefined) installation.revocations.push(revoke);
        return "changed";
      },
      async lastExpiry({ issuedBy, expiresAfter }) {
        const found = installation.tokens.filter(
          (token) => token.issuedAt <= issuedBy && token.expiresAt > expiresAfter,
        );
        return found.length === 0 ? null : Math.max(...found.map(({ expiresAt }) => expiresAt));
      },
    },
    open: (options = {}) =>
      openSigningKeys({
        table: installation.table,
        facts: installation.facts,
        masterKey: installation.masterKeyFile,
        readMasterKey: async () => installation.masterKeyFile,
        instanceId,
        issuer,
        policy: installation.policy,
        randomBytes,
        masterKeyTaken() {
          installation.masterKeysTaken += 1;
        },
        passedOver: (problem) => void installation.passedOver.push(problem),
        now: () => installation.clock,
        steady: () => installation.clock,
        ...options,
      }),
  };
  return installation;
}
