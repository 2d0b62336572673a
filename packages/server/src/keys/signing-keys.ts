/**
 * The signing keys of the installation. A key is published before it signs and for as long as a token signed
 * with it may live, so that no verifier ever meets a key it could not have fetched; several algorithms may
 * be published at once. Times decide which key signs: rotating means adding a row and retiring another.
 */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { Verdict } from "../core/refusal.ts";
import type { Claims, EpochSeconds, JsonObject } from "../core/terms.ts";
import { checkCanary, type FactStore } from "./canary.ts";
import { verifyOwnToken } from "./own-token.ts";
import { createLocalSigner, type Signer } from "./signer.ts";
import {
  generateSigningKey,
  type KeyVault,
  openSigningKey,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyRow,
} from "./signing-key.ts";

/** Where signing keys lie. */
export interface SigningKeyRows {
  list(): Promise<readonly SigningKeyRow[]>;
  /** @returns false when a key of that kid is there already */
  add(row: SigningKeyRow): Promise<boolean>;
  retire(kid: string, at: EpochSeconds): Promise<void>;
}

export interface SigningKeysOptions extends KeyVault {
  readonly table: SigningKeyRows;
  readonly facts: FactStore;
  /** `iss` of our tokens. */
  readonly issuer: string;
  /** At least one; the first signs, all are published. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** The longest lifetime of a token plus leeway: for so long a retired key stays published. */
  readonly publishRetiredSeconds: number;
  now(): EpochSeconds;
}

export interface SigningKeys {
  /** Signs with the key that is active now. @see ExchangePorts.sign */
  sign(draft: TokenDraft): Promise<string>;
  /** @returns the claims of a token of ours that is alive by its own word, or why it is not */
  verifyOwnToken(token: string, now: EpochSeconds): Verdict<Claims>;
  /** Public keys, next and retired ones included (RFC 7517 §5). */
  jwks(): JsonObject;
  /** Algorithms with a published key. */
  algorithms(): readonly SigningAlgorithm[];
  /**
   * Learns of keys that other nodes added or retired. At a start every key must open; here, one that does
   * not is passed over, so that it stops neither the others nor the server.
   * @param passedOver told what is wrong with such a key, again with every reload
   */
  reload(passedOver: (problem: unknown) => void): Promise<void>;
}

/** How long a key is published before it takes over from another: longer than verifiers cache a key set. */
export const publishAheadSeconds = 600;

/**
 * Opens the keys and makes what is missing: on the first start, and when an algorithm is newly configured.
 * @throws OwnKeyProblem when the master key is another one, or a key cannot be opened
 */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { table, issuer, algorithms, now } = options;
  await checkCanary(options.facts, options.masterKey, options.instanceId, options.randomBytes);
  let keys = openAll(options, await table.list(), []);
  for (const algorithm of algorithms) {
    if (keys.some((key) => key.algorithm === algorithm && key.retiredAt === null)) continue;
    await addFirstKey(options, algorithm, keys);
    keys = openAll(options, await table.list(), keys);
  }

  const published = () => keys.filter((key) => isPublished(key, now(), options.publishRetiredSeconds));
  let signer: Signer | null = null;
  const activeSigner = (): Signer => {
    const active = chooseActive(keys, algorithms, now());
    if (active === undefined) throw new Error("no signing key is active");
    if (signer?.kid !== active.kid) signer = createLocalSigner(active);
    return signer;
  };
  activeSigner();

  return {
    sign: (draft) => activeSigner().sign(draft),
    verifyOwnToken: (token, at) =>
      verifyOwnToken(
        { issuer, findKey: (kid) => published().find((key) => key.kid === kid)?.verificationKey },
        token,
        at,
      ),
    jwks: () => ({ keys: published().map((key) => key.publicJwk) }),
    algorithms: () => [...new Set(published().map((key) => key.algorithm))],
    async reload(passedOver) {
      keys = (await table.list()).flatMap((row) => {
        try {
          return [openOnce(options, row, keys)];
        } catch (problem) {
          passedOver(problem);
          return [];
        }
      });
    },
  };
}

/**
 * The key that signs: of the algorithm configured first, the one that became active last. While a newly
 * configured algorithm's key is only published yet, the keys there are go on; and where by this node's clock
 * none has begun, as when another node with a faster clock has just made the first one, it begins now.
 */
export function chooseActive(
  keys: readonly SigningKey[],
  preferred: readonly SigningAlgorithm[],
  now: EpochSeconds,
): SigningKey | undefined {
  const rank = ({ algorithm }: SigningKey) =>
    preferred.includes(algorithm) ? preferred.indexOf(algorithm) : preferred.length;
  const usable = keys.filter((key) => key.retiredAt === null || now < key.retiredAt);
  const begun = usable.filter((key) => key.activeFrom <= now);
  const [active] = begun.toSorted(
    (a, b) => rank(a) - rank(b) || b.activeFrom - a.activeFrom || (a.kid < b.kid ? -1 : 1),
  );
  return active ?? usable.toSorted((a, b) => a.activeFrom - b.activeFrom)[0];
}

function isPublished(key: SigningKey, now: EpochSeconds, publishRetiredSeconds: number): boolean {
  return key.retiredAt === null || now < key.retiredAt + publishRetiredSeconds;
}

/** Two nodes that start at once each make a key; the first to establish the fact wins, the other's retires. */
async function addFirstKey(
  options: SigningKeysOptions,
  algorithm: SigningAlgorithm,
  standing: readonly SigningKey[],
): Promise<void> {
  const { table, facts, algorithms, now } = options;
  const at = now();
  const inUse = chooseActive(standing, algorithms, at) !== undefined;
  const row = await generateSigningKey(options, algorithm, at, inUse ? at + publishAheadSeconds : at);
  await table.add(row);
  const winner = await facts.establishFact(`first_signing_key_${algorithm}`, row.kid);
  const rivals = (await table.list()).filter((one) => one.kid === winner && one.retiredAt === null);
  if (winner !== row.kid && rivals.length > 0) await table.retire(row.kid, at);
}

function openAll(
  vault: KeyVault,
  rows: readonly SigningKeyRow[],
  opened: readonly SigningKey[],
): readonly SigningKey[] {
  return rows.map((row) => openOnce(vault, row, opened));
}

/** A key opened before is not opened again; only its times may have changed. */
function openOnce(vault: KeyVault, row: SigningKeyRow, opened: readonly SigningKey[]): SigningKey {
  const known = opened.find(({ kid }) => kid === row.kid);
  return known === undefined
    ? openSigningKey(vault, row)
    : { ...known, activeFrom: row.activeFrom, retiredAt: row.retiredAt };
}
