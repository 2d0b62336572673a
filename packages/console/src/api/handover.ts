/**
 * A drafted mapping on its way from one page to another, such as a suggestion on its way to the editor. In memory, since
 * it may hold claims: never in the address, never in the browser's storage; a reload forgets it.
 */

import type { MappingDraft } from "@countersign/client";

/** A mapping to be looked at and saved, and in a word where it came from. */
export interface Handover {
  readonly draft: MappingDraft;
  /** The mapping that is to be amended; absent for a new one. */
  readonly mappingId?: string;
  /** The recorded exchange it was made of, to be tried with. */
  readonly requestId?: string;
  readonly notes?: readonly string[];
  /** Why it demands what it demands, claim by claim. */
  readonly reasons?: readonly { readonly claim: string; readonly why: string }[];
}

let inTransit: Handover | undefined;

/** Leaves a mapping for the editor, which is opened next; replaces one that nobody took. */
export function handOver(mapping: Handover): void {
  inTransit = mapping;
}

/** Takes what was left, which is gone then; undefined when nothing was. */
export function takeHandover(): Handover | undefined {
  const mapping = inTransit;
  inTransit = undefined;
  return mapping;
}
