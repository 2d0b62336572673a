/** The provider: what its block says, and the list of everything it has. A new type is a file and a line here. */

import { checkProviderBlock, providerAttributes } from "./configuration/attributes.ts";
import { type Clock, configureWith } from "./configuration/configure.ts";
import { providerDescription } from "./configuration/description.ts";
import { groupSource, groupsSource } from "./data-sources/group.ts";
import { jwks } from "./data-sources/jwks.ts";
import {
  keystoneIdentityProviderSource,
  keystoneIdentityProvidersSource,
} from "./data-sources/keystone-identity-provider.ts";
import { keystoneMappingSource, keystoneMappingsSource } from "./data-sources/keystone-mapping.ts";
import { keystoneProtocolSource, keystoneProtocolsSource } from "./data-sources/keystone-protocol.ts";
import { oidcConfigurationSource, oidcConfigurationsSource } from "./data-sources/oidc-configurations.ts";
import { oidcExchangeExplanation } from "./data-sources/oidc-exchange-explanation.ts";
import {
  oidcIdentityMappingSource,
  oidcIdentityMappingsSource,
} from "./data-sources/oidc-identity-mappings.ts";
import { projectRoleSource, projectSource, projectsSource } from "./data-sources/projects.ts";
import { type Provider, providerOf } from "./engine/kinds.ts";
import { accessToken } from "./ephemeral/access-token.ts";
import { oidcAccessToken } from "./ephemeral/oidc-access-token.ts";
import { group } from "./resources/group.ts";
import { keystoneIdentityProvider } from "./resources/keystone-identity-provider.ts";
import { keystoneMapping } from "./resources/keystone-mapping.ts";
import { keystoneProtocol } from "./resources/keystone-protocol.ts";
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
    description: providerDescription,
    attributes: providerAttributes,
    check: checkProviderBlock,
    configure: configureWith(nowMs),
    resources: [
      oidcConfiguration,
      oidcIdentityMapping,
      project,
      projectRole,
      group,
      keystoneIdentityProvider,
      keystoneMapping,
      keystoneProtocol,
    ],
    dataSources: [
      groupSource,
      groupsSource,
      keystoneIdentityProviderSource,
      keystoneIdentityProvidersSource,
      keystoneMappingSource,
      keystoneMappingsSource,
      keystoneProtocolSource,
      keystoneProtocolsSource,
      oidcConfigurationSource,
      oidcConfigurationsSource,
      oidcIdentityMappingSource,
      oidcIdentityMappingsSource,
      projectSource,
      projectsSource,
      projectRoleSource,
      jwks,
      oidcExchangeExplanation,
    ],
    ephemeralResources: [accessToken, oidcAccessToken],
  });
}
