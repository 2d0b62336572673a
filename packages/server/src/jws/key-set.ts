/**
 * An issuer's published keys, and the choice of the one key a token may be verified with. Keys are never
 * tried one after another: the token's `kid` and `alg` lead to exactly one key, or the token is refused.
 */

import { isJsonArray, isJsonObject, ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { JsonObject, JsonValue, SignatureAlgorithm } from "../core/terms.ts";
import { findAlgorithm } from "./algorithm.ts";
import { presentedText } from "./evidence.ts";
import { importKey, type KeyProblem, privateMembers, type VerificationKey } from "./key.ts";

/** The keys of one issuer, imported. */
export interface KeySet {
  readonly keys: readonly VerificationKey[];
  /** Published keys that are not used, for the administrator. */
  readonly problems: readonly KeyProblem[];
  /** A Map, because a `kid` such as `__proto__` comes from strangers. */
  readonly keysByKid: ReadonlyMap<string, readonly VerificationKey[]>;
}

export type KeySetImport =
  | { readonly ok: true; readonly set: KeySet }
  | { readonly ok: false; readonly detail: string };

/** Real issuers publish fewer than ten. */
const maxKeys = 100;

/**
 * Imports a JWK Set. Keys that cannot be used are left out and listed among the problems.
 * @returns a detail instead when the document is no key set at all: no `keys` array, more than 100 keys, or
 *   not one object among them.
 * @see RFC 7517 §5
 */
export function importKeySet(jwks: JsonValue): KeySetImport {
  const published = isJsonObject(jwks) ? ownMember(jwks, "keys") : undefined;
  if (!Array.isArray(published)) return { ok: false, detail: "it has no array of keys" };
  if (published.length > maxKeys) return { ok: false, detail: `it holds more than ${maxKeys} keys` };
  const objects: readonly JsonValue[] = published;
  if (objects.length > 0 && !objects.some(isJsonObject)) {
    return { ok: false, detail: "none of its keys is an object" };
  }
  const imports = objects.filter(isJsonObject).map(importKey);
  const keys = imports.flatMap((one) => (one.ok ? [one.key] : []));
  const problems = imports.flatMap((one) => (one.ok ? [] : [one.problem]));
  return { ok: true, set: { keys, problems, keysByKid: groupByKid(keys) } };
}

/**
 * The key set without the values of private keys and shared secrets: what an issuer published by mistake is not
 * for us to keep. The member stays, so that the key is refused afterwards for what it is.
 */
export function withoutPrivateValues(jwks: JsonObject): JsonObject {
  const keys = ownMember(jwks, "keys");
  return isJsonArray(keys) ? { ...jwks, keys: keys.map(withoutPrivateValue) } : jwks;
}

function withoutPrivateValue(jwk: JsonValue): JsonValue {
  if (!isJsonObject(jwk)) return jwk;
  const members = Object.entries(jwk);
  return Object.fromEntries(members.map(([name, value]) => [name, keptSecret.has(name) ? "" : value]));
}

/** `k` is the key of a symmetric one (RFC 7518 section 6.4.1). */
const keptSecret: ReadonlySet<string> = new Set([...privateMembers, "k"]);

/**
 * The one key a token may be verified with.
 * @param token what its header says
 * @param allowed the algorithms of the provider
 * @returns refused with `alg_not_allowed`; `key_not_found`; `weak_key` or `jwks_key_invalid` when the key was
 *   published but is refused; `alg_key_mismatch`; `ambiguous_key` when the id names different keys;
 *   `kid_required` when the token names none and several fit.
 * @see RFC 7515 §6; RFC 8725 §3.1; OpenID Connect Core §10.1
 */
export function selectKey(
  set: KeySet,
  token: { readonly kid: string | null; readonly alg: string },
  allowed: readonly SignatureAlgorithm[],
): Verdict<VerificationKey> {
  const algorithm = findAlgorithm(token.alg, allowed);
  if (algorithm === undefined) {
    const presented = presentedText(token.alg);
    return refuse("alg_not_allowed", { presented, expected: [...allowed] });
  }
  return token.kid === null ? onlyFittingKey(set, algorithm) : keyNamed(set, token.kid, algorithm);
}

function keyNamed(set: KeySet, kid: string, algorithm: SignatureAlgorithm): Verdict<VerificationKey> {
  const named = set.keysByKid.get(kid);
  if (named === undefined)
    return refuseMissing(
      set.problems.filter((problem) => problem.kid === kid),
      kid,
    );
  const fitting = distinctKeys(named.filter((key) => key.algorithms.includes(algorithm)));
  const [key] = fitting;
  if (key === undefined) {
    const expected = [...new Set(named.flatMap((one) => one.algorithms))];
    return refuse("alg_key_mismatch", { presented: algorithm, kid, expected });
  }
  return fitting.length === 1 ? accept(key) : refuse("ambiguous_key", { kid });
}

/** Without a `kid` the key must follow from the algorithm alone. */
function onlyFittingKey(set: KeySet, algorithm: SignatureAlgorithm): Verdict<VerificationKey> {
  const fitting = distinctKeys(set.keys.filter((key) => key.algorithms.includes(algorithm)));
  const [key] = fitting;
  if (key === undefined) return refuseMissing(set.keys.length === 0 ? set.problems : [], null);
  return fitting.length === 1 ? accept(key) : refuse("kid_required", { candidates: fitting.length });
}

/** No usable key: say what is wrong with the published one, if one was. */
function refuseMissing(problems: readonly KeyProblem[], kid: string | null): Verdict<never> {
  for (const { kind, detail } of problems) {
    if (kind !== "unusable") return refuse(kind, { kid, detail });
  }
  const [unusable] = problems;
  return refuse("key_not_found", unusable === undefined ? { kid } : { kid, detail: unusable.detail });
}

/** The same key may stand in a set twice, once for each of its algorithms. */
function distinctKeys(keys: readonly VerificationKey[]): readonly VerificationKey[] {
  return [...new Map(keys.map((key) => [key.thumbprint, key])).values()];
}

function groupByKid(keys: readonly VerificationKey[]): ReadonlyMap<string, readonly VerificationKey[]> {
  const groups = new Map<string, VerificationKey[]>();
  for (const key of keys) {
    if (key.kid === null) continue;
    const group = groups.get(key.kid);
    if (group === undefined) groups.set(key.kid, [key]);
    else group.push(key);
  }
  return groups;
}
