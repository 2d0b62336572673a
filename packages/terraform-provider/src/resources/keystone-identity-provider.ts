/**
 * `platform_keystone_identity_provider`: who may come in on the Keystone face, and through which issuers. Its protocols
 * are resources of their own, and end with it.
 */

import { isDeepStrictEqual } from "node:util";
import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Planned, Stored } from "../engine/schema.ts";
import { isOneOf, isWithin } from "../engine/validators.ts";
import { unknown } from "../engine/values.ts";
import type { Server } from "../server/connection.ts";
import { readDocument } from "../server/document.ts";
import {
  type IdentityProviderDocument,
  identityProviderMembers,
  identityProviderPath,
  keystoneFace,
} from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { type Answered, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { textAfter } from "./reading.ts";

export const identityProviderAttributes = {
  id: {
    type: "string",
    presence: "required",
    description:
      "Id of the identity provider, which stands in the path that workloads log in at. 1 to 64 letters, digits, `-`, `_` and `.`. Another id makes another object.",
    replaces: true,
  },
  remote_ids: {
    type: { set: "string" },
    presence: "settable",
    description:
      "URLs of the issuers whose ID tokens are accepted, each exactly as it stands in `iss`; keys are found from each. An issuer belongs to one identity provider. Left out, they stay as they are; `[]` accepts none.",
  },
  domain_id: {
    type: "string",
    presence: "settable",
    description:
      "Id of the domain in which its users are. Left out, a domain of its own is made, or with `sso_type` it is `default`. Another domain makes another object.",
    replaces: true,
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the identity provider.",
  },
  enabled: {
    type: "bool",
    presence: "defaulted",
    default: true,
    description: "Whether anybody can log in through it.",
  },
  authorization_ttl: {
    type: "number",
    presence: "optional",
    description:
      "Minutes for which group memberships outlive a login. Here they live as long as the token; it is kept for reading back.",
    validators: [isWithin(0)],
  },
  sso_type: {
    type: "string",
    presence: "optional",
    description:
      "Makes it an identity provider as Huawei Cloud's clients know it, whose one issuer is said by its OpenID Connect configuration. Another type makes another object.",
    replaces: true,
    validators: [isOneOf("virtual_user_sso", "iam_user_sso")],
  },
} as const satisfies Attributes;

export type IdentityProvider = Stored<typeof identityProviderAttributes>;
type PlannedIdentityProvider = Planned<typeof identityProviderAttributes>;

const translation: Translation<typeof identityProviderAttributes> = {
  objectOf,
  newDocument: newDocumentOf,
  change: changeOf,
  read: identityProviderIn,
};

export const keystoneIdentityProvider = resourceOf<Server>()({
  name: "keystone_identity_provider",
  description:
    "An identity provider of the Keystone face: the issuers whose workloads log in with an ID token by one of its protocols (`platform_keystone_protocol`). Deleting it deletes its protocols. It takes an administrator's service token in the provider's `access_token`.",
  version: 0,
  attributes: identityProviderAttributes,
  ...faceResource(translation),
  import: {
    form: "id",
    parse: (id) =>
      id === ""
        ? { ok: false, detail: "Write the id of the identity provider." }
        : { ok: true, value: { id } },
  },
});

function objectOf({ id }: Pick<IdentityProvider, "id">): FaceObject {
  return {
    face: keystoneFace,
    noun: "identity provider",
    type: "platform_keystone_identity_provider",
    importId: id,
    namedBy: ["id"],
    attributes: identityProviderAttributes,
    path: identityProviderPath(id),
  };
}

function newDocumentOf({ id: _, ...planned }: PlannedIdentityProvider): Sent {
  const known = Object.entries(planned).filter(([, value]) => value !== unknown && value !== null);
  return { identity_provider: Object.fromEntries(known) };
}

/** Domain and type stay; issuers are said only where they change, since some cannot be changed here. */
function changeOf(prior: IdentityProvider, planned: PlannedIdentityProvider): Sent {
  const { enabled, description, authorization_ttl, remote_ids } = planned;
  const issuers = remote_ids === unknown || remote_ids === null ? null : remote_ids;
  const same = isDeepStrictEqual(issuers?.toSorted(), prior.remote_ids?.toSorted());
  return {
    identity_provider: {
      enabled,
      description,
      authorization_ttl,
      ...(issuers !== null && !same && { remote_ids: issuers }),
    },
  };
}

function identityProviderIn(
  object: FaceObject,
  answer: Answered,
  before: Partial<PlannedIdentityProvider>,
): Outcome<IdentityProvider> {
  const read = readDocument(identityProviderMembers, memberOf(answer.body, "identity_provider"));
  if (!read.ok) return fail(unreadable(object, answer, read.fault));
  return succeed(identityProviderOf(read.value, before));
}

/** @param before the plan or state it is compared with; after an import that says nothing but the id */
export function identityProviderOf(
  document: IdentityProviderDocument,
  before: Partial<PlannedIdentityProvider>,
): IdentityProvider {
  return {
    ...document,
    description: textAfter(before.description, document.description),
    remote_ids: document.remote_ids ?? [],
    enabled: document.enabled ?? false,
  };
}
