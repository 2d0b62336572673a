/** `platform_keystone_protocol` and `…_protocols`: by what names workloads of an identity provider log in. */

import { succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import type { Server } from "../server/connection.ts";
import { readDocument, readDocuments } from "../server/document.ts";
import { keystoneFace, protocolMembers, protocolPath, protocolsPath } from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { readFrom } from "./documents.ts";
import { identityProviderAt } from "./keystone-identity-provider.ts";

const mapping_id = {
  type: "string",
  presence: "computed",
  description: "Id of the mapping whose rules judge who logs in.",
} as const;

export const keystoneProtocolSource = dataSourceOf<Server>()({
  name: "keystone_protocol",
  description: "A door of an identity provider on the Keystone face.",
  attributes: {
    identity_provider_id: {
      type: "string",
      presence: "required",
      description: "Id of the identity provider it belongs to.",
    },
    id: { type: "string", presence: "required", description: "Id of the protocol." },
    mapping_id,
  },
  async read(server, { identity_provider_id, id }, call) {
    const source = {
      face: keystoneFace,
      noun: "protocol",
      path: protocolPath(identity_provider_id, id),
      namedBy: [
        [/^Could not find Identity Provider/, ["identity_provider_id"]],
        [/^/, ["id"]],
      ],
    } as const;
    const read = (body: unknown) => readDocument(protocolMembers, memberOf(body, "protocol"));
    const found = await readFrom(server, source, read, call);
    return found.ok ? succeed({ identity_provider_id, ...found.value }) : found;
  },
});

export const keystoneProtocolsSource = dataSourceOf<Server>()({
  name: "keystone_protocols",
  description: "All protocols of an identity provider on the Keystone face.",
  attributes: {
    identity_provider_id: {
      type: "string",
      presence: "required",
      description: "Id of the identity provider.",
    },
    protocols: {
      type: {
        listOf: {
          id: { type: "string", presence: "computed", description: "Id of the protocol." },
          mapping_id,
        },
      },
      presence: "computed",
      description: "The protocols.",
    },
  },
  async read(server, { identity_provider_id }, call) {
    // Their list is empty also where there is no identity provider.
    const owner = identityProviderAt(identity_provider_id, ["identity_provider_id"]);
    const exists = await readFrom(server, owner, () => ({ ok: true, value: null }), call);
    if (!exists.ok) return exists;
    const found = await readFrom(
      server,
      {
        face: keystoneFace,
        noun: "list of protocols",
        path: protocolsPath(identity_provider_id),
        namedBy: [],
      },
      (body) => readDocuments(protocolMembers, memberOf(body, "protocols")),
      call,
    );
    return found.ok ? succeed({ identity_provider_id, protocols: found.value }) : found;
  },
});
