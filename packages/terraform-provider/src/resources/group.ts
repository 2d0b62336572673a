/**
 * `platform_group`: a group, in the words of JFrog's own Terraform provider, so that a configuration and a state written
 * for that one are good here. Nobody is kept as a member: what a configuration says of members is judged by the server.
 *
 * @see jfrog/terraform-provider-platform docs/resources/group.md
 */

import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Configured, Planned, Stored } from "../engine/schema.ts";
import { hasLength, isNotEmpty } from "../engine/validators.ts";
import { type GroupDocument, groupMembers, groupPath, groupsPath } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readDocument } from "../server/document.ts";
import { type Answered, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";
import { textAfter } from "./reading.ts";

/** A privilege that the services of the platform know; none here does. */
function privilege(description: string) {
  return {
    type: "bool",
    presence: "settable",
    mayBeNone: true,
    description: `${description} It is kept for reading back.`,
  } as const;
}

export const groupAttributes = {
  name: {
    type: "string",
    presence: "required",
    description: "Name of the group. Another name makes another object.",
    replaces: true,
    validators: [hasLength(1, 64)],
  },
  description: {
    type: "string",
    presence: "optional",
    description: "Description of the group.",
    validators: [isNotEmpty],
  },
  external_id: {
    type: "string",
    presence: "optional",
    description: "Id of the corresponding group elsewhere, such as in Azure. It is kept for reading back.",
    validators: [isNotEmpty],
  },
  auto_join: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description:
      "Whether new users join the group by themselves. This server has no list of users; it is kept for reading back. Not together with `admin_privileges`.",
  },
  admin_privileges: {
    type: "bool",
    presence: "defaulted",
    default: false,
    description:
      "Whether members are administrators to services that know the group. On this server only an identity mapping makes one; it is kept for reading back.",
  },
  members: {
    type: { set: "string" },
    presence: "optional",
    description:
      "Users in the group. This server keeps none: who is in a group is said by the identity mapping with which somebody gets a token. Ignored while `use_group_members_resource` is true, and refused when it is false, unless it is empty.",
    deprecated:
      "Name the group in the token_spec of a platform_oidc_identity_mapping, or in the rules of a platform_keystone_mapping.",
  },
  use_group_members_resource: {
    type: "bool",
    presence: "defaulted",
    default: true,
    description: "Whether `members` is ignored.",
  },
  reports_manager: privilege("Whether the group manages reports."),
  watch_manager: privilege("Whether the group manages watches."),
  policy_manager: privilege("Whether the group manages policies."),
  policy_viewer: privilege("Whether the group views policies; not false where `policy_manager` is true."),
  manage_resources: privilege("Whether the group manages resources in the default project."),
  manage_webhook: privilege("Whether the group manages webhooks."),
  realm: {
    type: "string",
    presence: "computed",
    description: "Where the group comes from: `internal`.",
  },
  realm_attributes: {
    type: "string",
    presence: "computed",
    mayBeNone: true,
    description: "More about where the group comes from; none of a group of this server.",
  },
} as const satisfies Attributes;

type Group = Stored<typeof groupAttributes>;
type PlannedGroup = Planned<typeof groupAttributes>;

const translation: Translation<typeof groupAttributes> = {
  objectOf,
  newDocument: (planned) => withoutNulls({ name: planned.name, ...documentOf(planned) }),
  change: (_, planned) => documentOf(planned),
  read: groupIn,
};

export const group = resourceOf<Server>()({
  name: "group",
  description:
    "A group, of which roles on the Keystone face can be given, and which identity mappings of both faces can name. Who is in it is said by the identity mapping with which somebody gets a token. A mapping may also name a group that nobody made; that one has no roles.",
  version: 1,
  attributes: groupAttributes,
  check: checkGroup,
  ...faceResource(translation),
  import: {
    form: "name",
    parse: (id) =>
      id === ""
        ? { ok: false, detail: "Write the name of the group." }
        : { ok: true, value: { name: id, use_group_members_resource: true } },
  },
});

function objectOf({ name }: Pick<Group, "name">): FaceObject {
  return {
    noun: "group",
    type: "platform_group",
    importId: name,
    namedBy: ["name"],
    attributes: groupAttributes,
    collection: groupsPath,
    path: groupPath(name),
  };
}

/** All that the configuration decides; null: it shall have none. */
function documentOf(planned: PlannedGroup): Sent {
  const {
    name: _,
    use_group_members_resource: ignoresMembers,
    members,
    realm,
    realm_attributes,
    ...rest
  } = planned;
  const known = Object.entries(rest).filter(([, value]) => typeof value !== "symbol");
  return {
    ...Object.fromEntries(known),
    ...(!ignoresMembers && members !== null && { members }),
  };
}

function withoutNulls(document: Sent): Sent {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}

function groupIn(object: FaceObject, answer: Answered, before: Partial<PlannedGroup>): Outcome<Group> {
  const read = readDocument(groupMembers, answer.body);
  if (!read.ok) return fail(unreadable(object, answer, read.fault));
  return succeed(groupOf(read.value, before));
}

/** @param before the plan or state it is compared with; after an import that says little but the name */
export function groupOf(document: GroupDocument, before: Partial<PlannedGroup>): Group {
  return {
    ...document,
    description: textAfter(before.description, document.description),
    external_id: textAfter(before.external_id, document.external_id),
    auto_join: document.auto_join ?? false,
    admin_privileges: document.admin_privileges ?? false,
    members: before.members ?? null,
    use_group_members_resource: before.use_group_members_resource ?? true,
  };
}

function checkGroup(given: Configured<typeof groupAttributes>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (given.auto_join === true && given.admin_privileges === true) {
    problems.push({
      severity: "error",
      summary: "Administrators who join by themselves",
      detail: "auto_join and admin_privileges cannot both be true: leave out one of them.",
      at: ["auto_join"],
    });
  }
  if (given.policy_manager === true && given.policy_viewer === false) {
    problems.push({
      severity: "error",
      summary: "Manager of policies who may not view them",
      detail:
        "policy_viewer cannot be false where policy_manager is true: leave policy_viewer out, or set it to true.",
      at: ["policy_viewer"],
    });
  }
  if (
    Array.isArray(given.members) &&
    given.members.length > 0 &&
    given.use_group_members_resource !== false
  ) {
    problems.push({
      severity: "warning",
      summary: "Members are ignored",
      detail:
        "This server keeps no members: who is in a group is said by the identity mapping with which somebody gets a token. Name the group in the token_spec of a platform_oidc_identity_mapping, and leave members out here.",
      at: ["members"],
    });
  }
  return problems;
}
