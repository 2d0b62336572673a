/** What several nodes of one installation share, held in memory: key rows and facts with the store's semantics. */

import { createSecretKey, randomBytes } from "node:crypto";
import type { FactStore } from "../../src/keys/canary.ts";
import type { MasterKey } from "../../src/keys/master-key.ts";
import type { SigningAlgorithm, SigningKeyRow } from "../../src/keys/signing-key.ts";
import {
  openSigningKeys,
  type SigningKeyRows,
  type SigningKeys,
  type SigningKeysOptions,
} from "../../src/keys/signing-keys.ts";

export const issuer = "https://countersign.example";
export const publishRetiredSeconds = 86_460;

export interface Installation {
  readonly rows: Map<string, SigningKeyRow>;
  readonly facts: FactStore;
  readonly table: SigningKeyRows;
  readonly masterKey: MasterKey;
  clock: number;
  /** Starts one node. */
  open(options?: Partial<SigningKeysOptions>): Promise<SigningKeys>;
}

export function newMasterKey(): MasterKey {
  return createSecretKey(randomBytes(32));
}

export function newInstallation(algorithms: readonly SigningAlgorithm[] = ["ES256"]): Installation {
  const rows = new Map<string, SigningKeyRow>();
  const facts = new Map<string, string>();
  const masterKey = newMasterKey();
  const installation: Installation = {
    rows,
    masterKey,
    clock: 1_800_000_000,
    facts: {
      async establishFact(name, value) {
        const standing = facts.get(name) ?? value;
        facts.set(name, standing);
        return standing;
      },
    },
    table: {
      list: async () => [...rows.values()],
      async add(row) {
        if (rows.has(row.kid)) return false;
        rows.set(row.kid, row);
        return true;
      },
      async retire(kid, at) {
        const row = rows.get(kid);
        if (row !== undefined) rows.set(kid, { ...row, retiredAt: row.retiredAt ?? at });
      },
    },
    open: (options = {}) =>
      openSigningKeys({
        table: installation.table,
        facts: installation.facts,
        masterKey,
        instanceId: "instance-1",
        issuer,
        algorithms,
        publishRetiredSeconds,
        randomBytes,
        now: () => installation.clock,
        ...options,
      }),
  };
  return installation;
}
