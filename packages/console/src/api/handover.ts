/**
 * Drafts on their way from one page to another, such as a suggestion on its way to the editor. In memory, since they
 * may hold claims: never in the address, never in the browser's storage; a reload forgets them.
 */

import type { MappingDraft, ProviderDraft } from "@countersign/client";

/** What may be handed over; each is taken once. */
export interface Handover {
  /** A mapping to be looked at and saved, and in a word where it came from. */
  readonly mapping: {
    readonly draft: MappingDraft;
    /** The mapping that is to be amended; absent for a new one. */
    readonly mappingId?: string;
    /** The recorded exchange it was made of, to be tried with. */
    readonly requestId?: string;
    readonly notes?: readonly string[];
    /** Why it demands what it demands, claim by claim. */
    readonly reasons?: readonly { readonly claim: string; readonly why: string }[];
  };
  readonly provider: { readonly draft: ProviderDraft };
}

const inTransit: Partial<Handover> = {};

/** Leaves something for the page that is opened next; replaces what nobody took. */
export function handOver<K extends keyof Handover>(kind: K, value: Handover[K]): void {
  inTransit[kind] = value;
}

/** Takes what was left, which is gone then; undefined when nothing was. */
export function takeHandover<K extends keyof Handover>(kind: K): Handover[K] | undefined {
  const value = inTransit[kind];
  delete inTransit[kind];
  return value;
}
