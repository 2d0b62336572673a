/**
 * `platform_oidc_identity_mapping` and `platform_oidc_identity_mappings` as data sources: one by its name, and all of an
 * OIDC configuration.
 */

import { computed } from "../engine/computed.ts";
import { succeed } from "../engine/diagnostics.ts";
import { readJsonText } from "../engine/json-text.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { unknown } from "../engine/values.ts";
import { configurationName, mappingName, projectKey } from "../resources/names.ts";
import { mappingAttributes, mappingOf } from "../resources/oidc-identity-mapping.ts";
import { mappingMembers, mappingPath, mappingsPath, ofProject } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readAll, readOne, type Source } from "./documents.ts";

const providerName = {
  type: "string",
  presence: "required",
  description: "Name of the OIDC configuration.",
  validators: configurationName,
} as const;

const noProvider = [/^oidc integration doesn't exist/, ["provider_name"]] as const;

export const oidcIdentityMappingSource = dataSourceOf<Server>()({
  name: "oidc_identity_mapping",
  description: "An identity mapping that exists, by its name and that of its OIDC configuration.",
  attributes: {
    ...computed(mappingAttributes),
    name: {
      type: "string",
      presence: "required",
      description: "Name of the identity mapping.",
      validators: mappingName,
    },
    provider_name: providerName,
    project_key: {
      type: "string",
      presence: "settable",
      description:
        "Project that the identity mapping belongs to. Without it the global one of that name is meant, or the only one of that name.",
      validators: projectKey,
    },
  },
  async read(server, { name, provider_name, project_key }, call) {
    const source: Source = {
      noun: "identity mapping",
      path: mappingPath(provider_name, name),
      query: ofProject(project_key === unknown ? null : project_key),
      namedBy: [noProvider, [/^/, ["name"]]],
    };
    const read = await readOne(server, source, mappingMembers, call);
    if (!read.ok) return read;
    return succeed(mappingOf(read.value, exactOf(read.text), { provider_name }));
  },
});

export const oidcIdentityMappingsSource = dataSourceOf<Server>()({
  name: "oidc_identity_mappings",
  description:
    "The identity mappings of an OIDC configuration that the credential may see, or those of one project, in the order in which they are tried within a project.",
  attributes: {
    provider_name: providerName,
    project_key: {
      type: "string",
      presence: "optional",
      description: "Only those that belong to this project.",
      validators: projectKey,
    },
    identity_mappings: {
      type: { listOf: computed(mappingAttributes) },
      presence: "computed",
      description: "The identity mappings.",
    },
  },
  async read(server, { provider_name, project_key }, call) {
    const source: Source = {
      noun: "list of identity mappings",
      path: mappingsPath(provider_name),
      query: ofProject(project_key),
      namedBy: [noProvider],
    };
    const read = await readAll(server, source, mappingMembers, call);
    if (!read.ok) return read;
    const exact = exactOf(read.text);
    const identity_mappings = read.value.map((document, index) =>
      mappingOf(document, Array.isArray(exact) ? (exact[index] ?? null) : null, { provider_name }),
    );
    return succeed({ provider_name, project_key, identity_mappings });
  },
});

function exactOf(text: string) {
  const read = readJsonText(text);
  return read.ok ? read.value : null;
}
