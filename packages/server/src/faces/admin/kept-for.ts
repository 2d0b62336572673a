/**
 * What a provider or mapping is kept for: those of an identity provider are made, changed and deleted with it, at the
 * Keystone face. A document says so, and where.
 */

import { z } from "zod";
import type { Mapping, Provider } from "../../core/terms.ts";
import type { FaceServices } from "../services.ts";

const keptFor = z
  .object({
    identity_provider: z.string().meta({ description: "Its id." }),
    protocol: z.string().optional().meta({ description: "Of a mapping: the one it serves." }),
    rules_of: z.string().optional().meta({ description: "Of a mapping: the id of what its rules are of." }),
    href: z.string().meta({ description: "Where it is changed." }),
  })
  .optional()
  .meta({
    readOnly: true,
    description: "Present on what is made, changed and deleted at another interface.",
  });

/** Members of the documents of providers and mappings. */
export const keptForMembers = { kept_for: keptFor };
/** The same in a document that is sent back. */
export const ignoredKeptFor = {
  kept_for: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
};

type KeptFor = { readonly kept_for?: z.output<typeof keptFor> };

export function providerKeptFor({ registry }: Pick<FaceServices, "registry">, { id }: Provider): KeptFor {
  const owner = registry().directory.ownerOfProvider(id);
  return owner === undefined ? {} : { kept_for: { identity_provider: owner.id, href: hrefOf(owner.id) } };
}

export function mappingKeptFor({ registry }: Pick<FaceServices, "registry">, { id }: Mapping): KeptFor {
  const owner = registry().directory.ownerOfMapping(id);
  if (owner === undefined) return {};
  const { identityProviderId, name: protocol, rulesetId } = owner;
  const href = `${hrefOf(identityProviderId)}/protocols/${encodeURIComponent(protocol)}`;
  return { kept_for: { identity_provider: identityProviderId, protocol, rules_of: rulesetId, href } };
}

function hrefOf(identityProviderId: string): string {
  return `/v3/OS-FEDERATION/identity_providers/${encodeURIComponent(identityProviderId)}`;
}
