/**
 * A verifier of access tokens as others write them: a library, a key set that it keeps for as long as it may,
 * and no second look because of a key it does not know.
 */

import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";

export interface CachingVerifier {
  /** @returns null when the token is good, else why not */
  verify(token: string): Promise<string | null>;
}

export interface VerifierOptions {
  readonly issuer: string;
  /** Where the key set is read, a different place each time where there are several. */
  readonly keySets: readonly string[];
  readonly keepsForSeconds: number;
  /** Seconds since 1970. */
  now(): number;
}

export function createCachingVerifier(options: VerifierOptions): CachingVerifier {
  const { issuer, keySets, keepsForSeconds, now } = options;
  let fetches = 0;
  let kept: { readonly at: number; readonly keys: Promise<ReturnType<typeof createLocalJWKSet>> } | null =
    null;
  const read = async () => {
    const answer = await fetch(keySets[fetches++ % keySets.length] ?? "");
    const keySet: unknown = await answer.json();
    if (!isKeySet(keySet)) throw new Error("the answer is no key set");
    return createLocalJWKSet(keySet);
  };
  return {
    async verify(token) {
      const at = now();
      if (kept === null || at - kept.at >= keepsForSeconds) kept = { at, keys: read() };
      // A node with a faster clock may have issued it.
      const tolerance = { currentDate: new Date(at * 1_000), clockTolerance: 60 };
      return jwtVerify(token, await kept.keys, { issuer, ...tolerance }).then(
        () => null,
        (problem: unknown) => (problem instanceof errors.JOSEError ? problem.code : String(problem)),
      );
    },
  };
}

function isKeySet(document: unknown): document is JSONWebKeySet {
  return (
    typeof document === "object" && document !== null && "keys" in document && Array.isArray(document.keys)
  );
}
