/** `platform_keystone_identity_provider` and `…_providers`: identity providers as they stand, whoever made them. */

import { succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import type { Path } from "../engine/values.ts";
import { identityProviderOf } from "../resources/keystone-identity-provider.ts";
import type { Server } from "../server/connection.ts";
import { readDocument, readDocuments } from "../server/document.ts";
import {
  identityProviderMembers,
  identityProviderPath,
  identityProvidersPath,
  keystoneFace,
} from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { readFrom, type Source } from "./documents.ts";

const shown = {
  remote_ids: {
    type: { set: "string" },
    presence: "computed",
    description: "URLs of the issuers whose ID tokens are accepted.",
  },
  domain_id: {
    type: "string",
    presence: "computed",
    description: "Id of the domain in which its users are.",
  },
  description: { type: "string", presence: "computed", description: "Description of the identity provider." },
  enabled: { type: "bool", presence: "computed", description: "Whether anybody can log in through it." },
  authorization_ttl: {
    type: "number",
    presence: "computed",
    description:
      "Minutes for which group memberships outlive a login, as they were given; they have no effect.",
  },
  sso_type: {
    type: "string",
    presence: "computed",
    description: "What kind it is to Huawei Cloud's clients; null where it is none of theirs.",
  },
} as const satisfies Attributes;

export const keystoneIdentityProviderSource = dataSourceOf<Server>()({
  name: "keystone_identity_provider",
  description:
    "An identity provider of the Keystone face. Providers that were made through another interface are shown too.",
  attributes: {
    id: { type: "string", presence: "required", description: "Id of the identity provider." },
    ...shown,
  },
  async read(server, { id }, call) {
    const found = await readFrom(
      server,
      identityProviderAt(id, ["id"]),
      (body) => readDocument(identityProviderMembers, memberOf(body, "identity_provider")),
      call,
    );
    return found.ok ? succeed(identityProviderOf(found.value, {})) : found;
  },
});

/** @param at the attribute that names it */
export function identityProviderAt(id: string, at: Path): Source {
  return {
    face: keystoneFace,
    noun: "identity provider",
    path: identityProviderPath(id),
    namedBy: [[/^/, at]],
  };
}

export const keystoneIdentityProvidersSource = dataSourceOf<Server>()({
  name: "keystone_identity_providers",
  description:
    "All identity providers of the Keystone face, by id. Providers that were made through another interface are among them.",
  attributes: {
    identity_providers: {
      type: {
        listOf: {
          id: { type: "string", presence: "computed", description: "Id of the identity provider." },
          ...shown,
        },
      },
      presence: "computed",
      description: "The identity providers.",
    },
  },
  async read(server, _, call) {
    const found = await readFrom(
      server,
      { face: keystoneFace, noun: "list of identity providers", path: identityProvidersPath, namedBy: [] },
      (body) => readDocuments(identityProviderMembers, memberOf(body, "identity_providers")),
      call,
    );
    if (!found.ok) return found;
    return succeed({ identity_providers: found.value.map((document) => identityProviderOf(document, {})) });
  },
});
