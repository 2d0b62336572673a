/** `platform_oidc_configuration` and `platform_oidc_configurations` as data sources: one by its name, and all of them. */

import { computed } from "../engine/computed.ts";
import { succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { configurationName, projectKey } from "../resources/names.ts";
import { configurationAttributes, configurationOf } from "../resources/oidc-configuration.ts";
import { configurationMembers, configurationPath, configurationsPath, ofProject } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readAll, readOne } from "./documents.ts";

export const oidcConfigurationSource = dataSourceOf<Server>()({
  name: "oidc_configuration",
  description: "An OIDC configuration that exists, by its name.",
  attributes: {
    ...computed(configurationAttributes),
    name: {
      type: "string",
      presence: "required",
      description: "Name of the OIDC configuration.",
      validators: configurationName,
    },
  },
  async read(server, { name }, call) {
    const source = {
      noun: "OIDC configuration",
      path: configurationPath(name),
      namedBy: [[/^/, ["name"]]] as const,
    };
    const read = await readOne(server, source, configurationMembers, call);
    return read.ok ? succeed(configurationOf(read.value, {})) : read;
  },
});

export const oidcConfigurationsSource = dataSourceOf<Server>()({
  name: "oidc_configurations",
  description: "All OIDC configurations that the credential may see, or those of one project, by name.",
  attributes: {
    project_key: {
      type: "string",
      presence: "optional",
      description: "Only those that belong to this project.",
      validators: projectKey,
    },
    configurations: {
      type: { listOf: computed(configurationAttributes) },
      presence: "computed",
      description: "The OIDC configurations.",
    },
  },
  async read(server, { project_key }, call) {
    const source = {
      noun: "list of OIDC configurations",
      path: configurationsPath,
      query: ofProject(project_key),
      namedBy: [],
    };
    const read = await readAll(server, source, configurationMembers, call);
    if (!read.ok) return read;
    const configurations = read.value
      .map((document) => configurationOf(document, {}))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return succeed({ project_key, configurations });
  },
});
