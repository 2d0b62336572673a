/** `platform_keystone_protocol`: by what name workloads of an identity provider log in, and by which rules they are judged. */

import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Stored } from "../engine/schema.ts";
import type { Server } from "../server/connection.ts";
import { readDocument } from "../server/document.ts";
import { keystoneFace, protocolMembers, protocolPath } from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { type Answered, type FaceObject, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";

export const protocolAttributes = {
  identity_provider_id: {
    type: "string",
    presence: "required",
    description: "Id of the identity provider it belongs to. Another one makes another object.",
    replaces: true,
  },
  id: {
    type: "string",
    presence: "required",
    description:
      "Id of the protocol, which stands in the path that workloads log in at; `openid` by custom. Another id makes another object.",
    replaces: true,
  },
  mapping_id: {
    type: "string",
    presence: "required",
    description: "Id of the mapping whose rules judge who logs in.",
  },
} as const satisfies Attributes;

export type Protocol = Stored<typeof protocolAttributes>;

const translation: Translation<typeof protocolAttributes> = {
  objectOf,
  newDocument: documentOf,
  change: (_, planned) => documentOf(planned),
  read: protocolIn,
};

export const keystoneProtocol = resourceOf<Server>()({
  name: "keystone_protocol",
  description:
    "A door of an identity provider on the Keystone face: workloads log in at `/v3/OS-FEDERATION/identity_providers/<identity_provider_id>/protocols/<id>/auth`, and the rules of the mapping say who they are. It takes an administrator's service token in the provider's `access_token`.",
  version: 0,
  attributes: protocolAttributes,
  ...faceResource(translation),
  import: {
    form: "identity_provider_id/id",
    parse(id) {
      const [identityProvider, protocol, ...rest] = id.split("/");
      if (!identityProvider || !protocol || rest.length > 0) {
        return {
          ok: false,
          detail: `${JSON.stringify(id)} does not say which protocol is meant. Write the id of the identity provider, a slash, and the id of the protocol: "ci/openid".`,
        };
      }
      return { ok: true, value: { identity_provider_id: identityProvider, id: protocol } };
    },
  },
});

function objectOf({ identity_provider_id, id }: Pick<Protocol, "identity_provider_id" | "id">): FaceObject {
  return {
    face: keystoneFace,
    noun: "protocol",
    type: "platform_keystone_protocol",
    importId: `${identity_provider_id}/${id}`,
    namedBy: ["id"],
    attributes: protocolAttributes,
    path: protocolPath(identity_provider_id, id),
    parent: {
      at: ["identity_provider_id"],
      advice:
        "Create the identity provider first, best as a platform_keystone_identity_provider whose id is referred to here.",
    },
  };
}

function documentOf({ mapping_id }: Pick<Protocol, "mapping_id">) {
  return { protocol: { mapping_id } };
}

function protocolIn(
  object: Pick<FaceObject, "noun">,
  answer: Answered,
  { identity_provider_id }: Pick<Protocol, "identity_provider_id">,
): Outcome<Protocol> {
  const read = readDocument(protocolMembers, memberOf(answer.body, "protocol"));
  if (!read.ok) return fail(unreadable(object, answer, read.fault));
  return succeed({ identity_provider_id, ...read.value });
}
