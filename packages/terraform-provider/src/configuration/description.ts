/** What the page of the provider says in front: what it manages, and what says where the server is and who is asking. */

import { variables } from "./environment.ts";

const inWords = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

export const providerDescription = `Manages a Countersign server. Configurations written for JFrog's provider of the same name apply unchanged, as far as OIDC, projects and groups go.

What says where the server is and who is asking, the first that is set:

| | In the provider's block | Else in the environment |
|---|---|---|
| The server | \`url\` | ${inWords(variables.url)} |
| Who is asking | \`access_token\`, \`oidc_provider_name\` | ${inWords(variables.token)} |
| The ID token that is exchanged for \`oidc_provider_name\` | \`oidc_token_file\`, or the variable with \`tfc_credential_tag_name\` | ${inWords(variables.idToken)} |

A credential or ID token from a variable of \`COUNTERSIGN_…\` is not sent to the address in \`JFROG_URL\`, nor one from \`JFROG_…\` to that in \`COUNTERSIGN_URL\`: that is an error. What the block says goes with everything.

With \`oidc_provider_name\` the run's ID token is exchanged before anything else, and again before the access token ends, which stays in memory. Each Terraform command that plans or applies exchanges it anew, so an OIDC configuration that takes a token only once lets \`terraform apply\` in only with a plan that was saved. When the exchange is refused, no other credential is tried. An exchanged token, as any access token, manages OIDC configurations, identity mappings, projects and groups, and makes ephemeral tokens; what is Keystone's and the exchange explanation take an administrator's secret or service token.

A certificate of a private authority is trusted when \`NODE_EXTRA_CA_CERTS\` names that authority's PEM file. \`HTTPS_PROXY\`, \`HTTP_PROXY\` and \`NO_PROXY\` are honoured where the provider runs on Node 24 or newer.

What is critical about OIDC configurations and identity mappings, and what deserves a warning, is told as warnings in every plan, the first one included; notices, which the command line and the admin API tell of as well, are not. \`accepted_findings\` says which are accepted knowingly, by the codes in [Findings](guides/findings.md).

Terraform 1.0 or newer. \`import\` and \`check\` blocks are for 1.5 and newer, \`moved\` blocks from JFrog's \`project\` and \`project_role\` for 1.8, ephemeral resources for 1.10.`;
