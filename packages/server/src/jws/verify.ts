/**
 * Checks the signature of a token with a key that was chosen for it. One synchronous call into
 * `node:crypto` with a key object that was built when the set was loaded; results are never cached.
 */

import { verify } from "node:crypto";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import { algorithmRows, findAlgorithm } from "./algorithm.ts";
import type { CompactJws } from "./compact.ts";
import { presentedText } from "./evidence.ts";
import type { VerificationKey } from "./key.ts";

/**
 * Verifies the signature over header and payload.
 * @returns refused with `alg_key_mismatch` when the key is not for the token's algorithm, else with
 *   `bad_signature`.
 * @see RFC 7515 §5.2; RFC 7518 §3; RFC 8037 §3.1
 */
export function verifySignature(jws: CompactJws, key: VerificationKey): Verdict<void> {
  const algorithm = findAlgorithm(jws.alg, key.algorithms);
  if (algorithm === undefined) {
    const presented = presentedText(jws.alg);
    return refuse("alg_key_mismatch", { presented, kid: key.kid, expected: [...key.algorithms] });
  }
  // A signature of another length is never handed on: no buffer behind us has to cope with it.
  if (jws.signature.length !== key.signatureLength) return refuse("bad_signature", { kid: key.kid });
  const { digest, options } = algorithmRows[algorithm];
  const input = Buffer.from(jws.signingInput, "latin1");
  return verify(digest, input, { key: key.keyObject, ...options }, jws.signature)
    ? accept(undefined)
    : refuse("bad_signature", { kid: key.kid });
}
