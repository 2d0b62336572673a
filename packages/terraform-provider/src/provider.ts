/** The provider: what its block says, and the list of everything it has. A new type is a file and a line here. */

import { checkProviderBlock, providerAttributes } from "./configuration/attributes.ts";
import { type Clock, configureWith } from "./configuration/configure.ts";
import { type Provider, providerOf } from "./engine/kinds.ts";
import { oidcConfiguration } from "./resources/oidc-configuration.ts";
import { oidcIdentityMapping } from "./resources/oidc-identity-mapping.ts";
import { project } from "./resources/project.ts";
import { projectRole } from "./resources/project-role.ts";
import type { Connected } from "./server/connected.ts";
import { version } from "./version.ts";

/** @param nowMs a clock that never jumps, for knowing when a token ends */
export function countersign(
  nowMs: Clock = () => performance.now(),
): Provider<typeof providerAttributes, Connected> {
  return providerOf<Connected>()({
    name: "platform",
    version,
    description:
      "Manages a Countersign server. Configurations written for JFrog's provider of the same name apply unchanged, as far as OIDC, projects and groups go.",
    attributes: providerAttributes,
    check: checkProviderBlock,
    configure: configureWith(nowMs),
    resources: [oidcConfiguration, oidcIdentityMapping, project, projectRole],
    dataSources: [],
    ephemeralResources: [],
  });
}
