/** What an integration trusts and how its tokens are checked, fact by fact. */

import type { Preset, Provider } from "@countersign/client";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { replayInWords } from "../../drafting/provider/replay.ts";
import { Code } from "../../ui/code.tsx";
import { Facts } from "../../ui/facts.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { duration } from "../../ui/times.ts";

interface ProviderFactsProps {
  readonly provider: Provider;
  readonly preset: Preset | undefined;
}

export function ProviderFacts({ provider, preset }: ProviderFactsProps) {
  const facts: readonly (readonly [string, ReactNode] | null)[] = [
    ["Provider Type", preset?.title ?? ""],
    ["Provider URL", <Code key="url">{provider.issuer_url}</Code>],
    present("Token Issuer", provider.token_issuer),
    ["Audience", provider.audience == null ? "any" : <Code key="aud">{provider.audience}</Code>],
    present("Further audiences", provider.additional_audiences?.join(", ")),
    ["Every token must carry", pinsInWords(provider.pins ?? [])],
    ["Keys", keysInWords(provider.key_source)],
    ["Algorithms", provider.algorithms?.join(", ")],
    ["A token is accepted", replayInWords(provider.replay)],
    ["Clock tolerance", duration(provider.clock_tolerance_seconds ?? 0)],
    ["Longest token life", duration(provider.max_token_lifetime_seconds ?? 0)],
    provider.project == null
      ? null
      : [
          "Project",
          <Link
            key="project"
            href={`/projects/${encodeURIComponent(provider.project)}`}
            className="underline"
          >
            {provider.project}
          </Link>,
        ],
    ["Changed", <LocalTime key="at" at={provider.updated_at} />],
  ];
  return <Facts facts={facts.filter((fact) => fact !== null).map(([term, value]) => ({ term, value }))} />;
}

function present(term: string, text: string | null | undefined): readonly [string, ReactNode] | null {
  return text === null || text === undefined || text === "" ? null : [term, <Code key={term}>{text}</Code>];
}

function pinsInWords(pins: NonNullable<Provider["pins"]>): string {
  if (pins.length === 0) return "nothing in particular";
  return pins.map(({ claim, value }) => `${claim} ${value}`).join(", ");
}

function keysInWords(source: Provider["key_source"]): string {
  switch (source?.kind) {
    case "jwks_uri":
      return `from ${source.url}`;
    case "static":
      return "pasted here";
    default:
      return "found by discovery";
  }
}
