/**
 * What validation of providers and mappings has in common: the figures an administrator may set, the effects
 * it needs as functions, and the checks of single members. Checks are generators of faults in the order in
 * which they are told; the first one is the answer.
 */

import type { CompileRegex } from "../matching/registry.ts";
import type { JsonObject } from "../terms.ts";
import type { ChangeRefusal } from "./configuration.ts";

/** What this installation allows, and what only adapters can judge. */
export interface ConfigurationRules {
  readonly maxTokenLifetimeSeconds: number;
  /** Refuse providers without an audience, whoever writes them. */
  readonly requireAudience: boolean;
  /** Audiences of well-known other services; only an administrator may write them. */
  readonly reservedAudiences: readonly string[];
  /** Our own issuers, which can never be providers. */
  readonly ownIssuers: readonly string[];
  /** Judges a URL that will be contacted, without contacting it. @returns the rest of "<field> …", or null */
  checkIssuerUrl(url: string): string | null;
  /** Judges an issuer's URL that is only compared with what tokens say. @returns the rest of "<field> …", or null */
  checkIssuerIdentifier(url: string): string | null;
  /** Judges PEM certificates. @returns the rest of "<field> …", or null */
  checkCaCertificates(pem: string): string | null;
  /** Judges a key set written into the provider. @returns the rest of "<field> …", or null */
  checkStaticKeys(jwks: JsonObject): string | null;
  readonly compileRegex: CompileRegex;
}

/** The member at fault and a sentence that begins with its name. */
export type Fault = Extract<ChangeRefusal, { readonly kind: "invalid" }>;
export type Faults = Generator<Fault, void, void>;

/** @param rest how the sentence goes on after the field's name */
export function fault(field: string, rest: string): Fault {
  return { kind: "invalid", field, detail: `${field} ${rest}` };
}

/** What is one more than there may be. @param things what they are called */
export function refuseOverfull(count: number, most: number, field: string, things: string): Fault | null {
  return count < most
    ? null
    : fault(field, `cannot be taken: there are ${most} ${things}, the most there may be; delete some first.`);
}

/** The first fault there is; later checks are not made. */
export function firstFault(faults: Faults): Fault | null {
  const first = faults.next();
  return first.done === true ? null : first.value;
}

/** A form of text and the words that describe it. */
export interface TextForm {
  readonly pattern: RegExp;
  readonly words: string;
}

/** Forms of text. Lengths count characters, not UTF-16 units. */
export const textForms = {
  /** No NUL, which PostgreSQL cannot hold, and no half of a surrogate pair. */
  description: { pattern: /^[^\0\p{Cs}]{0,4096}$/u, words: "must be text of at most 4096 characters" },
  /** Also a segment of URL paths, where dots alone would lead elsewhere. */
  providerName: {
    pattern: /^(?!\.+$)[A-Za-z0-9._-]{1,255}$/,
    words: 'must have 1 to 255 letters, digits, "-", "_" or "."',
  },
  /** Part of subjects and scopes: nothing that could end or split either. */
  mappingName: {
    pattern: /^[\p{L}\p{M}\p{N}_-]{1,255}$/u,
    words: 'must have 1 to 255 letters, digits, "-" or "_"',
  },
  project: { pattern: /^[A-Za-z0-9._-]{1,64}$/, words: 'must have 1 to 64 letters, digits, "-", "_" or "."' },
  /** Claim names, audiences, roles, groups: what is compared exactly must be visible. */
  visible: {
    pattern: /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,1024}$/u,
    words: "must have 1 to 1024 characters, none of them invisible",
  },
  /** Audiences of our tokens travel in lists separated by blanks. */
  audience: {
    pattern: /^[^\s\p{Cc}\p{Cf}\p{Cs}]{1,1024}$/u,
    words: "must have 1 to 1024 characters, no blanks and none of them invisible",
  },
  issuer: {
    pattern: /^[^\s\p{Cc}\p{Cf}\p{Cs}]{1,2048}$/u,
    words: "must have 1 to 2048 characters, no blanks and none of them invisible",
  },
  query: {
    pattern: /^[^\s?#\p{Cc}\p{Cf}\p{Cs}]{1,1024}$/u,
    words: 'must have 1 to 1024 characters, no blanks, "?" or "#" and none of them invisible',
  },
} as const satisfies Readonly<Record<string, TextForm>>;

export function* textFaults(field: string, text: string | null, form: TextForm): Faults {
  if (text !== null && !form.pattern.test(text)) yield fault(field, `${form.words}.`);
}

export function* integerFaults(field: string, value: number, least: number, most: number): Faults {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    yield fault(field, `must be a whole number from ${least} to ${most}.`);
  }
}

export function* countFaults(field: string, count: number, least: number, most: number): Faults {
  if (count < least || count > most) {
    yield fault(
      field,
      least === 0 ? `may have at most ${most} items.` : `must have ${least} to ${most} items.`,
    );
  }
}

/** A list of texts of one form. */
export function* listFaults(field: string, items: readonly string[], most: number, form: TextForm): Faults {
  yield* countFaults(field, items.length, 0, most);
  for (const [index, item] of items.entries()) yield* textFaults(`${field}.${index}`, item, form);
}

/** Half a MiB: what one document may weigh in memory on every node, whatever its parts. */
const maxDocumentCharacters = 524_288;

/** @param draft the whole document, serialisable as JSON */
export function* weightFaults(field: string, draft: unknown): Faults {
  const length = JSON.stringify(draft).length;
  if (length > maxDocumentCharacters) {
    yield fault(
      field,
      `is too large: ${length} characters as JSON, at most ${maxDocumentCharacters} are allowed.`,
    );
  }
}
