/** Drafts in documents as the core judges them. */

import type { Drafted } from "../../core/configuring/judging.ts";
import { toMappingDraft } from "./mapping-translate.ts";
import type { MappingInput } from "./mapping-wire.ts";
import { toProviderDraft } from "./provider-translate.ts";
import type { ProviderInput } from "./provider-wire.ts";

export function draftedOf({
  provider,
  mapping,
}: {
  readonly provider: ProviderInput | null;
  readonly mapping: MappingInput | null;
}): Drafted {
  return {
    provider: provider && toProviderDraft(provider),
    mapping: mapping && {
      provider: mapping.provider,
      draftFor: (providerId) => toMappingDraft(mapping, providerId),
    },
  };
}
