/**
 * The rules for a JOSE header of a subject token, all of which hold before any key is looked at. Keys,
 * addresses of keys and certificates in a header (`jwk`, `jku`, `x5u`, `x5c`) are never read: a key
 * comes from the issuer's own set or not at all (RFC 8725 §3.10).
 */

import { ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { JsonObject, JsonValue } from "../core/terms.ts";
import { presentedText } from "./evidence.ts";

/** What a header says, after its rules held. */
export interface HeaderFacts {
  /** As presented; whether it is allowed is decided together with the key (`key-set.ts`). */
  readonly alg: string;
  readonly kid: string | null;
  readonly typ: string | null;
}

/** Which kinds of JWT are taken. */
export interface HeaderPolicy {
  /** Take `typ: at+jwt` (RFC 9068) as well. */
  readonly acceptAccessTokens: boolean;
  /** Take this `typ` and no other, as for what is signed and is no token at all. */
  readonly onlyType?: string;
}

/** Longer key ids than this are not looked up. */
const maxKidLength = 256;

const idTokenTypes = ["jwt", "application/jwt"];
const allTokenTypes = [...idTokenTypes, "at+jwt", "application/at+jwt"];

/** Members that only mean something in a JWE (RFC 7516 §4.1, RFC 7518 §4). */
const encryptionMembers = ["zip", "enc", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];

/**
 * Checks a header and takes from it what verification needs.
 * @returns refused with `alg_not_allowed` when `alg` is no string, `crit_unsupported`, `bad_header_type`,
 *   `bad_header_value` or `token_type_mismatch`.
 * @see RFC 7515 §4.1; RFC 8725 §3.11
 */
export function readHeader(header: JsonObject, policy: HeaderPolicy): Verdict<HeaderFacts> {
  const alg = ownMember(header, "alg");
  if (typeof alg !== "string") return refuse("alg_not_allowed", { presented: presentedText(alg) });
  // No extension is understood, so a list of critical ones is refused even when it is empty or broken.
  if (Object.hasOwn(header, "crit"))
    return refuse("crit_unsupported", { crit: presentedText(header["crit"]) });
  const foreign = findForeignMember(header);
  if (foreign !== null) return foreign;
  const kid = readKid(ownMember(header, "kid"));
  if (!kid.ok) return kid;
  const typ = readType(header, policy);
  if (!typ.ok) return typ;
  return accept({ alg, kid: kid.value, typ: typ.value });
}

/** Members that make the token something else than a plainly signed JWT. */
function findForeignMember(header: JsonObject): (Verdict<never> & { readonly ok: false }) | null {
  const encryption = encryptionMembers.find((member) => Object.hasOwn(header, member));
  if (encryption !== undefined) {
    return refuse("bad_header_value", { member: encryption, detail: "belongs to encrypted tokens" });
  }
  // RFC 7797 §7: JWTs must not use it; a reader that obeys it would see another payload than we do.
  if (Object.hasOwn(header, "b64") && header["b64"] !== true) {
    return refuse("bad_header_value", { member: "b64", detail: "unencoded payloads are not JWTs" });
  }
  if (Object.hasOwn(header, "cty")) {
    return refuse("token_type_mismatch", { presented: "a token inside a token (cty)" });
  }
  return null;
}

function readKid(kid: JsonValue | undefined): Verdict<string | null> {
  if (kid === undefined) return accept(null);
  if (typeof kid !== "string") return refuse("bad_header_type", { member: "kid" });
  return kid.length <= maxKidLength
    ? accept(kid)
    : refuse("bad_header_value", { member: "kid", detail: `is longer than ${maxKidLength} characters` });
}

/** Media types have no letter case (RFC 7515 §4.1.9); no `typ` at all is an ID token. */
function readType(header: JsonObject, policy: HeaderPolicy): Verdict<string | null> {
  const typ = ownMember(header, "typ");
  if (policy.onlyType !== undefined) {
    return typ === policy.onlyType
      ? accept(typ)
      : refuse("token_type_mismatch", { presented: presentedText(typ) });
  }
  if (typ === undefined) return accept(null);
  const accepted = policy.acceptAccessTokens ? allTokenTypes : idTokenTypes;
  return typeof typ === "string" && accepted.includes(typ.toLowerCase())
    ? accept(typ)
    : refuse("token_type_mismatch", { presented: presentedText(typ) });
}
