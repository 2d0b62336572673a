/** The document of a provider as the form begins it from what is known of a CI system, and reads parts of it. */

import type { Preset } from "@countersign/client";
import {
  asJson,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownMember,
  withMember,
} from "../json/json-value.ts";

/**
 * A new provider of a CI system, as its preset advises.
 * @param audience what subject tokens are asked to carry: the server's own public URL, as a start
 */
export function newProvider(preset: Preset, audience: string): JsonObject {
  return {
    name: suggestedName(preset.id),
    description: "",
    project: null,
    enabled: true,
    issuer_url: preset.issuers[0] ?? "",
    token_issuer: null,
    discovery_query: null,
    key_source: { kind: "discovery" },
    ca_certificates: null,
    use_proxy: false,
    algorithms: preset.algorithms,
    audience,
    additional_audiences: [],
    pins: [],
    replay: asJson(preset.replay.recommended),
    clock_tolerance_seconds: 30,
    max_token_lifetime_seconds: 86_400,
    accept_access_tokens: false,
    preset: preset.id,
  };
}

/** Short names that people give these; other presets are named after themselves. */
const shortNames: Readonly<Record<string, string>> = {
  "github-actions": "github",
  "gitlab-com": "gitlab",
  "gitlab-self-managed": "gitlab",
  generic: "",
};

function suggestedName(presetId: string): string {
  return shortNames[presetId] ?? presetId;
}

/** A claim that every token must carry. */
export interface PinField {
  readonly claim: string;
  readonly value: string;
  readonly ignore_case: boolean;
}

export function pinsOf(document: JsonObject): readonly PinField[] {
  const pins = ownMember(document, "pins");
  if (!isJsonArray(pins)) return [];
  return pins.filter(isJsonObject).map((pin) => ({
    claim: textOf(ownMember(pin, "claim")),
    value: textOf(ownMember(pin, "value")),
    ignore_case: ownMember(pin, "ignore_case") === true,
  }));
}

/** Pins that have a field of their own with these CI systems, as their administrators call them. */
export const namedPins: readonly (Omit<PinField, "value"> & {
  readonly presets: RegExp;
  readonly label: string;
  readonly help: string;
})[] = [
  {
    presets: /^github-/,
    claim: "repository_owner",
    ignore_case: true,
    label: "Organization",
    help: "Only tokens of this account's repositories are accepted, whatever a mapping says. Blank: of any account.",
  },
  {
    presets: /^github-(?:actions|enterprise-slug|data-residency)$/,
    claim: "enterprise",
    ignore_case: true,
    label: "Enterprise",
    help: "Only tokens of this enterprise are accepted. Blank: of any, or none.",
  },
];

/** The pins with one claim's demand replaced; an empty value takes it away. */
export function withPin(document: JsonObject, pin: PinField): JsonValue {
  const pins = pinsOf(document);
  if (pin.value === "") return pinsAsJson(pins.filter(({ claim }) => claim !== pin.claim));
  const stands = pins.some(({ claim }) => claim === pin.claim);
  return pinsAsJson(stands ? pins.map((one) => (one.claim === pin.claim ? pin : one)) : [...pins, pin]);
}

export function pinsAsJson(pins: readonly PinField[]): JsonValue {
  return pins.map(({ claim, value, ignore_case }) => ({ claim, value, ignore_case }));
}

/** Whether the issuer still has a word that nobody filled in. */
export function hasOpenWord(document: JsonObject): boolean {
  return /\{\w+\}/.test(textOf(ownMember(document, "issuer_url")));
}

/** The document with another CI system's advice; name, description, audience and project stay as they were written. */
export function withPreset(document: JsonObject, preset: Preset): JsonObject {
  const advised = newProvider(preset, textOf(ownMember(document, "audience")));
  return ["issuer_url", "algorithms", "replay", "preset"].reduce(
    (changed, member) => withMember(changed, member, ownMember(advised, member)),
    document,
  );
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** What a new integration still lacks, in words for a sentence. */
export function missingProviderParts(document: JsonObject): readonly string[] {
  return [
    ...(textOf(ownMember(document, "name")) === "" ? ["a name"] : []),
    ...(hasOpenWord(document) || textOf(ownMember(document, "issuer_url")) === ""
      ? ["the Provider URL"]
      : []),
  ];
}
