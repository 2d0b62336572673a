/**
 * The claim set of a token as JSON (RFC 7519 §4, §7.2). Beside the rules of strict JSON, two more: a
 * number that cannot be read exactly is a fault of its claim, and no name may imitate a registered
 * one, so that no reader behind us can take `ISS` for `iss`.
 */

import { isJsonObject } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims } from "../core/terms.ts";
import { presentedText } from "./evidence.ts";
import { defaultJsonLimits, type JsonLimits } from "./json-limits.ts";
import type { JsonProblem } from "./json-reader.ts";
import { parseStrictJson } from "./strict-json.ts";

const claimLimits: JsonLimits = { ...defaultJsonLimits, exactNumbers: true };

/** Names with a meaning of their own: RFC 7519 §4.1 and OpenID Connect Core §2, §3.1.3.6. */
const registeredNames: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "azp",
  "nonce",
  "auth_time",
  "acr",
  "amr",
  "at_hash",
  "c_hash",
]);

/**
 * Reads a claim set; its signature may or may not have been checked.
 * @returns refused with `malformed_token` when it is empty, `bad_json`, `duplicate_member`, `bad_claim_value` for a number that is not finite
 *   or beyond 2^53 - 1 or a text with half a surrogate pair, or `ambiguous_claim_name`.
 */
export function parseClaims(bytes: Uint8Array): Verdict<Claims> {
  if (bytes.length === 0) return refuse("malformed_token", { detail: "the payload is empty" });
  const json = parseStrictJson(bytes, claimLimits);
  if (!json.ok) return refuseProblem(json.problem);
  if (!isJsonObject(json.value))
    return refuse("bad_json", { part: "payload", detail: "it is not an object" });
  const imitation = Object.keys(json.value).find(imitatesRegisteredName);
  return imitation === undefined
    ? accept(json.value)
    : refuse("ambiguous_claim_name", { claim: presentedText(imitation) });
}

function refuseProblem(problem: JsonProblem): Verdict<never> {
  const [claim] = problem.path;
  switch (problem.kind) {
    case "duplicate_member":
      return refuse("duplicate_member", { part: "payload", detail: problem.detail });
    case "number":
    case "encoding":
      if (typeof claim === "string") {
        return refuse("bad_claim_value", {
          claim: presentedText(claim),
          detail: `is not acceptable: ${problem.detail}`,
        });
      }
      return refuse("bad_json", { part: "payload", detail: problem.detail });
    case "syntax":
    case "depth":
    case "members":
      return refuse("bad_json", { part: "payload", detail: problem.detail });
    default:
      return problem.kind satisfies never;
  }
}

/** Names that fold to nothing but themselves. */
const plainName = /^[a-z0-9_]*$/;

/** Whether a name is not a registered one, but would be for a reader that folds letter case or forms. */
function imitatesRegisteredName(name: string): boolean {
  if (plainName.test(name)) return false;
  return registeredNames.has(foldName(name));
}

/**
 * Compatibility forms (full width, the Kelvin sign, the long s), then upper and lower case so that the
 * dotless i folds as well; marks left over from the dotted capital I and characters that show nothing
 * are dropped.
 */
function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC")
    .replace(/i\u0307/g, "i")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{White_Space}]/gu, "");
}
