/** Documents that people write: on the page whatever was typed, to the client what it sends. */

import type { MappingDraft, ProviderDraft } from "@countersign/client";

/** A document as it was typed. What is sound in it the server says, which reads it strictly. */
export type TypedDocument = Readonly<Record<string, unknown>>;

/** As the client sends a provider. */
export function providerDraft(document: TypedDocument): ProviderDraft {
  return document as unknown as ProviderDraft;
}

/** As the client sends a mapping. */
export function mappingDraft(document: TypedDocument): MappingDraft {
  return document as unknown as MappingDraft;
}
