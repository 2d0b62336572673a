/** A platform's examples, as tokens that the provider in hand takes: every example was written for somebody else's. */

import type { Preset } from "@countersign/client";

export type Example = Preset["examples"][number];

/** What of a provider, saved or drafted, its tokens have to carry. */
interface Checks {
  readonly issuer_url?: unknown;
  readonly token_issuer?: unknown;
  readonly audience?: unknown;
}

/** The examples of the preset, with the issuer and the audience that the provider checks for. */
export function examplesFor(preset: Preset | undefined, provider: Checks): readonly Example[] {
  const { issuer_url, token_issuer, audience } = provider;
  const checked = { ...claim("iss", token_issuer ?? issuer_url), ...claim("aud", audience) };
  return (preset?.examples ?? []).map((example) => ({
    ...example,
    claims: { ...example.claims, ...checked },
  }));
}

/** Of a draft it may not be filled in yet. */
function claim(name: string, value: unknown): Readonly<Record<string, string>> {
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}
