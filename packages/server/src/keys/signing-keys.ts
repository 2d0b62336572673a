/**
 * The signing keys of the installation, as one node uses them. A key is published before it signs and for as
 * long as a token signed with it may live, so that no verifier ever meets a key it could not have fetched;
 * several algorithms may be published at once. Times decide which key signs (`key-times.ts`), the database
 * which keys there are: what is not in it any more is neither published nor accepted.
 */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { Verdict } from "../core/refusal.ts";
import type { SigningKeyRecord, SigningKeyTable } from "../core/signing-key-record.ts";
import type { Claims, EpochSeconds, JsonObject } from "../core/terms.ts";
import { tendKeys } from "./key-keeper.ts";
import { type KeyOccasion, type KeyPolicy, termEnd } from "./key-plan.ts";
import { chooseActive, publishedUntil, signingTurn, spreadSeconds } from "./key-times.ts";
import { type MacPurpose, ownMac } from "./own-mac.ts";
import { verifyOwnToken } from "./own-token.ts";
import { openSeal, type SealOptions } from "./seal.ts";
import { createLocalSigner, type Signer } from "./signer.ts";
import { openSigningKey, type SigningAlgorithm, type SigningKey } from "./signing-key.ts";

export interface SigningKeysOptions extends SealOptions {
  readonly table: SigningKeyTable;
  /** `iss` of our tokens. */
  readonly issuer: string;
  readonly policy: KeyPolicy;
  /** Told what is wrong with a key that cannot be opened while the server runs, each time again. */
  passedOver(problem: unknown): void;
  now(): EpochSeconds;
  /** By which keys are deleted. @see PlanTime */
  steady(): EpochSeconds;
}

/** What people and programs are told of a key. */
export interface SigningKeyFacts {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** `standby`: published, and no turn of its own is to come. */
  readonly state: "next" | "active" | "standby" | "retired";
  readonly createdAt: EpochSeconds;
  readonly activeFrom: EpochSeconds;
  /** When another key takes over, as far as that is known; null: none does by itself, or it does not sign. */
  readonly signsUntil: EpochSeconds | null;
  /** Null: not known yet. */
  readonly publishedUntil: EpochSeconds | null;
}

export interface SigningKeys {
  /** Signs with the key that is active now. @throws when there is none */
  sign(draft: TokenDraft): Promise<string>;
  /** Signs a draft that holds the public key it is signed with. @throws when there is none */
  signNaming(draftFor: (publicJwk: JsonObject) => TokenDraft): Promise<string>;
  /** @returns the claims of a token of ours that is alive by its own word, or why it is not */
  verifyOwnToken(token: string, now: EpochSeconds, graceSeconds?: number): Verdict<Claims>;
  /** A MAC of the server's own, which every node makes alike, until the keys are under another master key. */
  mac(purpose: MacPurpose, text: string): string;
  /** Public keys, next and retired ones included (RFC 7517 §5). */
  jwks(): JsonObject;
  /** Algorithms with a published key. */
  algorithms(): readonly SigningAlgorithm[];
  /** Whether this node has looked lately: else others may publish keys that it does not know. */
  areCurrent(): boolean;
  /** Every published key, the oldest first. */
  list(): readonly SigningKeyFacts[];
  /** Of the key that signs; null: there is none. */
  age(): { readonly ageSeconds: number; readonly successorDueAt: EpochSeconds | null } | null;
  /**
   * Learns of keys that other nodes added, retired or removed. At a start every key must open; here, one that
   * does not is passed over, so that it stops neither the others nor the server.
   */
  refresh(): Promise<void>;
  /**
   * Makes, retires and removes keys as is due, here and so on every node.
   * @returns whether this call changed the keys @throws OwnKeyProblem when the master key was replaced or reset
   */
  tend(occasion: KeyOccasion): Promise<boolean>;
}

/**
 * Opens the keys and makes what is missing: on the first start, and when an algorithm is newly configured.
 * @throws OwnKeyProblem when the master key is another one, or a key cannot be opened
 */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { table, issuer, policy, now, passedOver } = options;
  const seal = await openSeal(options);
  const keeper = {
    table,
    seal,
    policy,
    neededUntil: new Map<string, EpochSeconds>(),
    now,
    steady: options.steady,
  };
  let keys: readonly SigningKey[] = [];
  let signer: Signer | null = null;
  const opened = ({ kid }: SigningKeyRecord) => keys.find((key) => key.kid === kid);
  const open = (row: SigningKeyRecord): SigningKey => {
    const known = opened(row);
    // A key opened before is not opened again; only its times may have changed.
    return known === undefined
      ? openSigningKey(seal.vault(), row)
      : { ...known, activeFrom: row.activeFrom, retiredAt: row.retiredAt };
  };
  keys = (await table.list()).map(open);
  await tendKeys(keeper, { kind: "schedule" });
  keys = (await table.list()).map(open);
  let lookedAt = now();

  const active = () => chooseActive(keys, policy.algorithms, now());
  const factsNow = (key: SigningKey) => factsOf(key, keys, policy, now());
  const findKey = (kid: string) => keys.find((key) => key.kid === kid)?.verificationKey;
  const load = async () => {
    const at = now();
    const rows = await table.list();
    // What is new may be wrapped under a master key that is new as well.
    if (!rows.every(opened)) await seal.follow().catch(passedOver);
    keys = rows.flatMap((row) => {
      try {
        return [open(row)];
      } catch (problem) {
        passedOver(problem);
        return [];
      }
    });
    lookedAt = at;
  };

  // One after another: an earlier look never comes in the way of a later one.
  let last = Promise.resolve();
  const refresh = () => {
    last = last.catch(() => undefined).then(load);
    return last;
  };

  const signNaming = async (draftFor: (publicJwk: JsonObject) => TokenDraft) => {
    const key = active();
    if (key === undefined) throw new Error("no signing key is active");
    if (signer?.kid !== key.kid) signer = createLocalSigner(key);
    return signer.sign(draftFor(key.publicJwk));
  };

  return {
    sign: (draft) => signNaming(() => draft),
    signNaming,
    verifyOwnToken: (token, at, graceSeconds) => verifyOwnToken({ issuer, findKey }, token, at, graceSeconds),
    mac: (purpose, text) => ownMac(seal.vault(), purpose, text),
    jwks: () => ({ keys: keys.map((key) => key.publicJwk) }),
    algorithms: () => [...new Set(keys.map((key) => key.algorithm))],
    areCurrent: () => now() - lookedAt <= spreadSeconds,
    list: () => keys.map(factsNow),
    age() {
      const key = active();
      if (key === undefined) return null;
      const { activeFrom, signsUntil } = factsNow(key);
      return { ageSeconds: Math.max(0, now() - activeFrom), successorDueAt: signsUntil };
    },
    refresh,
    async tend(occasion) {
      await seal.follow();
      const changed = await tendKeys(keeper, occasion);
      // What another node was asked for at the same time counts for the caller as well.
      if (changed || occasion.kind !== "schedule") await refresh();
      return changed;
    },
  };
}

function factsOf(
  key: SigningKey,
  keys: readonly SigningKey[],
  policy: KeyPolicy,
  now: EpochSeconds,
): SigningKeyFacts {
  const { kid, algorithm, createdAt, activeFrom, retiredAt } = key;
  return {
    kid,
    algorithm,
    createdAt,
    activeFrom,
    ...partOf(key, keys, policy, now),
    publishedUntil: retiredAt === null ? null : publishedUntil(retiredAt, policy.longestTokenSeconds),
  };
}

/** The part it plays: whether it signs, and until when. */
function partOf(
  key: SigningKey,
  keys: readonly SigningKey[],
  policy: KeyPolicy,
  now: EpochSeconds,
): Pick<SigningKeyFacts, "state" | "signsUntil"> {
  if (key.retiredAt !== null && key.retiredAt <= now) return { state: "retired", signsUntil: key.retiredAt };
  const turn = signingTurn(key, keys, policy.algorithms, now);
  if (turn === null) return { state: "standby", signsUntil: null };
  const ends = [turn.until, termEnd(key, policy)].filter((at) => at !== null);
  return {
    state: turn.from > now ? "next" : "active",
    signsUntil: ends.length === 0 ? null : Math.min(...ends),
  };
}
