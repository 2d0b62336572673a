/** `platform_keystone_protocol` and `…_protocols`: by what names workloads of an identity provider log in. */

import { fail, succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { objectOf as identityProviderObjectOf } from "../resources/keystone-identity-provider.ts";
import { objectOf, protocolIn } from "../resources/keystone-protocol.ts";
import type { Server } from "../server/connection.ts";
import { readDocuments } from "../server/document.ts";
import { keystoneFace, protocolMembers, protocolsPath } from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { givenText, readList, readOne } from "./face-source.ts";

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
  read(server, configuration, call) {
    const names = {
      identity_provider_id: givenText(configuration.identity_provider_id),
      id: givenText(configuration.id),
    };
    const object = objectOf(names);
    return readOne(server, object, call, (answer) => protocolIn(object, answer, names));
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
  async read(server, configuration, call) {
    const id = givenText(configuration.identity_provider_id);
    // Their list is empty also where there is no identity provider.
    const owner = { ...identityProviderObjectOf({ id }), namedBy: ["identity_provider_id"] };
    const exists = await readOne(server, owner, call, succeed);
    if (!exists.ok) return fail(...exists.problems);
    const collection = { face: keystoneFace, noun: "protocols", path: protocolsPath(id) };
    const found = await readList(server, collection, call, (body) =>
      readDocuments(protocolMembers, memberOf(body, "protocols")),
    );
    if (!found.ok) return fail(...found.problems);
    return succeed({ identity_provider_id: id, protocols: found.value });
  },
});
