/**
 * A preset: everything the product knows of one platform's tokens, as plain readonly facts. It fills in the
 * provider form, feeds the linter with the issuer's traits and gives trials something realistic to judge.
 * A preset decides nothing, but for one trait: whether an issuer's subjects have two forms (`subjectIds`). All
 * else an exchange reads from the provider and its mappings.
 */

import type { ClaimPath, IssuerTraits } from "../core/linting/issuer-traits.ts";
import type { Claims, JsonObject, ReplayPolicy, SignatureAlgorithm } from "../core/terms.ts";

/** A way of writing a mapping that grants more, or less, than its author means. */
export interface DangerousBinding {
  /** The binding in words or as one would type it. */
  readonly binding: string;
  readonly why: string;
}

/** Claims as they arrive; every name and number is invented. */
export interface ExampleClaims {
  readonly title: string;
  readonly claims: Claims;
}

export interface Preset {
  /** Stable; stored in `provider.preset`. */
  readonly id: string;
  readonly title: string;
  /**
   * Issuer URLs. `{word}` stands for one run of characters without `/`. A URL of which the whole host is such
   * a word and which has no path is an illustration: no issuer is recognised by it.
   */
  readonly issuers: readonly string[];
  readonly algorithms: readonly SignatureAlgorithm[];
  /** What to set as the provider's audience, and how a workload asks for it. */
  readonly audienceAdvice: string;
  readonly replay: { readonly recommended: ReplayPolicy; readonly why: string };
  readonly traits: IssuerTraits;
  /** A sound start for a mapping's claims; `<…>` is to be filled in. */
  readonly recommendedClaims: JsonObject;
  readonly dangerousBindings: readonly DangerousBinding[];
  readonly examples: readonly ExampleClaims[];
  /** The platform's own page. */
  readonly source: string | null;
  /** What should be compared with a live token before it is relied upon; null: nothing. */
  readonly unconfirmed: string | null;
}

/** Paths of top-level claims. */
export function claimsNamed(...names: readonly string[]): readonly ClaimPath[] {
  return names.map((name) => [name]);
}

/** Most platforms make one token per job and give it a `jti`: each is then good for one exchange. */
export const onceByTokenId: ReplayPolicy = { policy: "single_use", key: { kind: "jti" } };
export const reusable: ReplayPolicy = { policy: "reusable" };
