/**
 * Saving a new integration with its mappings: one after another, in order. A failure half-way says exactly what is
 * saved and what is not, and going on begins where it ended, so that nothing is written twice.
 */

import type { JsonObject } from "../json/json-value.ts";
import { withMember } from "../json/json-value.ts";
import { textAt } from "../mapping/mapping-document.ts";

export interface SavingSteps {
  readonly createProvider: (document: JsonObject) => Promise<unknown>;
  readonly createMapping: (document: JsonObject) => Promise<unknown>;
}

/** How far saving has come; nothing yet, to begin with. */
export interface Progress {
  readonly provider: boolean;
  /** How many mappings of the list are saved, from its beginning. */
  readonly mappings: number;
}

export const nothingSaved: Progress = { provider: false, mappings: 0 };

export type Saving =
  | { readonly done: true; readonly progress: Progress }
  | { readonly done: false; readonly progress: Progress; readonly error: unknown };

/**
 * Saves what is not saved yet. Mappings are written for the integration as it is called now.
 * @param from how far it had come before
 */
export async function saveAll(
  provider: JsonObject,
  mappings: readonly JsonObject[],
  from: Progress,
  { createProvider, createMapping }: SavingSteps,
): Promise<Saving> {
  let progress = from;
  try {
    if (!progress.provider) await createProvider(provider);
    progress = { ...progress, provider: true };
    for (const mapping of mappings.slice(progress.mappings)) {
      await createMapping(withMember(mapping, "provider", textAt(provider, "name")));
      progress = { ...progress, mappings: progress.mappings + 1 };
    }
    return { done: true, progress };
  } catch (error) {
    return { done: false, progress, error };
  }
}

/** What is saved and what is not, after a failure. */
export function savedInWords(
  provider: JsonObject,
  mappings: readonly JsonObject[],
  { provider: isSaved, mappings: count }: Progress,
): string {
  const name = textAt(provider, "name");
  if (!isSaved) return `Nothing is saved: the integration ${name} was refused.`;
  const names = mappings.map((mapping) => textAt(mapping, "name"));
  const [failed = "", ...after] = names.slice(count);
  return [
    `The integration ${name} is saved${count === 0 ? "" : `, and of its mappings ${listed(names.slice(0, count))}`}.`,
    `The mapping ${failed} was refused.`,
    ...(after.length === 0 ? [] : [`${listed(after)} ${after.length === 1 ? "was" : "were"} not tried.`]),
  ].join(" ");
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
