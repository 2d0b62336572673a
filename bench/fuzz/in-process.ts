/** Fuzzes the server's verification of subject tokens as a function, and lets the judge look at what it accepts. */

import { providerDefaults } from "../../packages/server/src/core/configuring/provider-defaults.ts";
import type { Provider, SignatureAlgorithm } from "../../packages/server/src/core/terms.ts";
import { importKeySet, selectKey } from "../../packages/server/src/jws/key-set.ts";
import { createSubjectTokenVerifier } from "../../packages/server/src/oidc/verify-subject-token.ts";
import { type Found, Slowest, tally } from "./found.ts";
import { judge } from "./judge.ts";
import { canonical, fromParsed } from "./strict-json.ts";
import type { Keys } from "./token.ts";

/** Takes a token, gives its claims, or null for a refusal. @throws only on bugs */
export type Verifier = (token: string, now: number) => Promise<unknown>;

/** The server's own verification, with the issuer's keys at hand. */
export function productVerifier({ trust, jwks }: Keys): Verifier {
  const imported = importKeySet(JSON.parse(JSON.stringify(jwks)));
  if (!imported.ok) throw new Error(imported.detail);
  const provider = providerFor(trust.issuer, trust.audience, trust.algorithms);
  const verify = createSubjectTokenVerifier({
    findKey: async (_provider, token) => selectKey(imported.set, token, provider.algorithms),
  });
  return async (token, now) => {
    const outcome = await verify(token, provider, now);
    return outcome.ok ? outcome.value.claims : null;
  };
}

export interface FuzzOptions {
  readonly count: number;
  readonly keys: Keys;
  readonly verify: Verifier;
  readonly next: (now: number) => string;
  /** Seconds since 1970, the same for all. */
  readonly now: number;
  say(line: string): void;
}

export async function fuzzInProcess({ count, keys, verify, next, now, say }: FuzzOptions): Promise<Found> {
  const found = tally();
  const slowest = new Slowest();
  for (let turn = 0; turn < count; turn += 1) {
    const token = next(now);
    const began = performance.now();
    let claims: unknown = null;
    try {
      claims = await verify(token, now);
    } catch (problem) {
      found.crashes.push(`${String(problem)} for ${token.slice(0, 200)}`);
    }
    const tookMs = performance.now() - began;
    await slowest.note(tookMs, async () => void (await verify(token, now).catch(() => null)));
    found.inputs += 1;
    if (turn % 100_000 === 99_999) say(`${turn + 1} in process, ${found.accepted} accepted`);
    if (claims === null) continue;
    found.accepted += 1;
    const judged = judge(token, keys.trust, now);
    if (!judged.accepted) found.wrong.push(`${judged.why}: ${token}`);
    else if (canonical(judged.claims) !== canonical(fromParsed(claims)))
      found.wrong.push(`read differently: ${token}`);
  }
  return { ...found, slowestMs: slowest.milliseconds };
}

function providerFor(issuerUrl: string, audience: string, algorithms: readonly string[]): Provider {
  const allowed: readonly SignatureAlgorithm[] = ["ES256", "EdDSA", "RS256"];
  return {
    ...providerDefaults,
    id: "00000000-0000-7000-8000-000000000000",
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    name: "fuzzed",
    project: null,
    issuerUrl,
    keySource: { kind: "discovery" },
    algorithms: allowed.filter((one) => algorithms.includes(one)),
    audience,
    maxTokenLifetimeSeconds: 86_400,
    clockToleranceSeconds: 30,
  };
}
