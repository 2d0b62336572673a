/**
 * What a valid provider looks like. Nothing here contacts the issuer: a provider may be saved before its
 * issuer is reachable.
 */

import { type ProviderDraft, type ReplayPolicy, signatureAlgorithms } from "../terms.ts";
import {
  type ConfigurationRules,
  countFaults,
  type Fault,
  type Faults,
  fault,
  firstFault,
  integerFaults,
  listFaults,
  textFaults,
  textForms,
  weightFaults,
} from "./configuration-rules.ts";

/**
 * The largest clock tolerance a provider may have (RFC 7519 §4.1.4: "no more than a few minutes"). What
 * must outlive a token must outlive a later raise to it.
 */
export const largestClockToleranceSeconds = 300;

/** Figures a provider must keep to, with the largest that is met in practice beside each. */
const limits = {
  additionalAudiences: 32,
  pins: 32,
  replayClaims: 16,
  /** A year and a day: bound service account tokens may live a year. */
  tokenLifetimeSeconds: 366 * 86_400,
  certificateCharacters: 262_144,
};

/** @returns the first fault, or null for a valid draft */
export function validateProvider(draft: ProviderDraft, rules: ConfigurationRules): Fault | null {
  return firstFault(providerFaults(draft, rules));
}

/** Whether two issuers are one: case of scheme and host, default port and slashes at the end aside. */
export function isSameIssuer(one: string, other: string): boolean {
  return comparableIssuer(one) === comparableIssuer(other);
}

function* providerFaults(draft: ProviderDraft, rules: ConfigurationRules): Faults {
  yield* weightFaults("provider", draft);
  yield* textFaults("name", draft.name, textForms.providerName);
  yield* textFaults("description", draft.description, textForms.description);
  yield* textFaults("project", draft.project, textForms.project);
  yield* issuerFaults(draft, rules);
  yield* keyFaults(draft, rules);
  yield* audienceFaults(draft, rules);
  yield* countFaults("pins", draft.pins.length, 0, limits.pins);
  for (const [index, pin] of draft.pins.entries()) {
    yield* textFaults(`pins.${index}.claim`, pin.claim, textForms.visible);
    yield* textFaults(`pins.${index}.value`, pin.value, textForms.visible);
  }
  yield* replayFaults(draft.replay);
  yield* integerFaults("clockToleranceSeconds", draft.clockToleranceSeconds, 0, largestClockToleranceSeconds);
  yield* integerFaults(
    "maxTokenLifetimeSeconds",
    draft.maxTokenLifetimeSeconds,
    1,
    limits.tokenLifetimeSeconds,
  );
}

function* issuerFaults(draft: ProviderDraft, rules: ConfigurationRules): Faults {
  yield* textFaults("issuerUrl", draft.issuerUrl, textForms.issuer);
  yield* textFaults("tokenIssuer", draft.tokenIssuer, textForms.issuer);
  for (const field of ["issuerUrl", "tokenIssuer"] as const) {
    const issuer = draft[field];
    if (issuer !== null && rules.ownIssuers.some((own) => isSameIssuer(own, issuer))) {
      yield fault(field, "is this server itself, whose tokens can never be exchanged again.");
    }
  }
  const [, base] = /^(.+?)\/+\.well-known\/openid-configuration\/*$/.exec(draft.issuerUrl) ?? [];
  if (base !== undefined)
    yield fault("issuerUrl", `must be the issuer, not its discovery document: write ${base}.`);
  yield* textFaults("discoveryQuery", draft.discoveryQuery, textForms.query);
}

function* keyFaults(draft: ProviderDraft, rules: ConfigurationRules): Faults {
  const { keySource, caCertificates, algorithms } = draft;
  switch (keySource.kind) {
    case "discovery":
      yield* told("issuerUrl", rules.checkIssuerUrl(draft.issuerUrl));
      break;
    case "jwks_uri":
      yield* textFaults("keySource.url", keySource.url, textForms.issuer);
      yield* told("keySource.url", rules.checkIssuerUrl(keySource.url));
      break;
    case "static":
      yield* told("keySource.jwks", rules.checkStaticKeys(keySource.jwks));
      break;
  }
  if (caCertificates !== null) {
    yield* countCharacters("caCertificates", caCertificates);
    yield* told("caCertificates", rules.checkCaCertificates(caCertificates));
  }
  yield* countFaults("algorithms", algorithms.length, 1, signatureAlgorithms.length);
  if (new Set(algorithms).size !== algorithms.length) yield fault("algorithms", "names an algorithm twice.");
}

function* audienceFaults(draft: ProviderDraft, rules: ConfigurationRules): Faults {
  if (draft.audience === null && rules.requireAudience) {
    yield fault("audience", "must be set: this server is configured to refuse providers without one.");
  }
  yield* textFaults("audience", draft.audience, textForms.visible);
  yield* listFaults(
    "additionalAudiences",
    draft.additionalAudiences,
    limits.additionalAudiences,
    textForms.visible,
  );
  if (draft.audience === null && draft.additionalAudiences.length > 0) {
    yield fault("additionalAudiences", "mean nothing without an audience: set audience first.");
  }
}

function* replayFaults(replay: ReplayPolicy): Faults {
  if (replay.policy === "reusable" || replay.key.kind !== "claims") return;
  yield* countFaults("replay.key.names", replay.key.names.length, 1, limits.replayClaims);
  yield* listFaults("replay.key.names", replay.key.names, limits.replayClaims, textForms.visible);
}

function* told(field: string, problem: string | null): Faults {
  if (problem !== null) yield fault(field, problem);
}

function* countCharacters(field: string, text: string): Faults {
  if (text.length > limits.certificateCharacters) {
    yield fault(field, `may have at most ${limits.certificateCharacters} characters.`);
  }
}

function comparableIssuer(issuer: string): string {
  const url = URL.parse(issuer);
  return (url === null ? issuer : `${url.origin}${url.pathname}`).replace(/\/+$/, "");
}
