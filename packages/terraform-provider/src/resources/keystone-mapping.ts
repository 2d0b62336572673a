/**
 * `platform_keystone_mapping`: rules that say who somebody is, by the claims of an ID token. They are sent as the
 * configuration has them and read back so; only what means something else is a change.
 */

import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { isJsonListText, isObject, normalJson, readJsonText, sameJson } from "../engine/json-text.ts";
import { resourceOf } from "../engine/kinds.ts";
import type { Attributes, Planned, Stored } from "../engine/schema.ts";
import type { Server } from "../server/connection.ts";
import { type ReadDocument, readDocument } from "../server/document.ts";
import { keystoneFace, keystoneMappingMembers, keystoneMappingPath } from "../server/keystone.ts";
import { type Answered, type FaceObject, type Sent, unreadable } from "./face-object.ts";
import { faceResource, type Translation } from "./face-resource.ts";

export const keystoneMappingAttributes = {
  id: {
    type: "string",
    presence: "required",
    description: "Id of the mapping, which protocols name. Another id makes another object.",
    replaces: true,
  },
  rules_json: {
    type: "string",
    presence: "required",
    description:
      "The rules, a JSON list as Keystone takes it; best written with `jsonencode`. Order of members and blanks do not count, the order of rules does.",
    sameMeaning: sameJson,
    validators: [isJsonListText],
  },
  schema_version: {
    type: "string",
    presence: "optional",
    description:
      "Version of Keystone's schema that the rules are written in: `1.0`, `2.0` or `3.0`. Left out, they are of version 1.0, or of Huawei Cloud's kind where they have only what that knows.",
  },
} as const satisfies Attributes;

export type KeystoneMapping = Stored<typeof keystoneMappingAttributes>;
type PlannedMapping = Planned<typeof keystoneMappingAttributes>;

const translation: Translation<typeof keystoneMappingAttributes> = {
  objectOf,
  newDocument: documentOf,
  change: (_, planned) => documentOf(planned),
  read: mappingIn,
};

export const keystoneMapping = resourceOf<Server>()({
  name: "keystone_mapping",
  description:
    "Rules of the Keystone face that say by the claims of an ID token which user, groups and projects somebody is and has. They count for whoever logs in by a protocol that names the mapping (`platform_keystone_protocol`). It takes an administrator's service token in the provider's `access_token`.",
  version: 0,
  attributes: keystoneMappingAttributes,
  ...faceResource(translation),
  import: {
    form: "id",
    parse: (id) =>
      id === "" ? { ok: false, detail: "Write the id of the mapping." } : { ok: true, value: { id } },
  },
});

function objectOf({ id }: Pick<KeystoneMapping, "id">): FaceObject {
  return {
    face: keystoneFace,
    noun: "mapping",
    type: "platform_keystone_mapping",
    importId: id,
    namedBy: ["id"],
    attributes: keystoneMappingAttributes,
    path: keystoneMappingPath(id),
  };
}

/** The whole of it, as every change has to have it. */
function documentOf({ rules_json, schema_version }: PlannedMapping): Sent {
  const rules = readJsonText(rules_json);
  return {
    mapping: {
      // The validator has let it pass, so it can be read.
      rules: rules.ok ? rules.value : rules_json,
      ...(schema_version !== null && { schema_version }),
    },
  };
}

function mappingIn(
  object: Pick<FaceObject, "noun">,
  answer: Answered,
  before: Partial<PlannedMapping>,
): Outcome<KeystoneMapping> {
  const read = readMapping(answer.text);
  if (!read.ok) return fail(unreadable(object, answer, read.fault));
  const { schema_version: told, ...mapping } = read.value;
  return succeed({ ...mapping, schema_version: versionAfter(before, told) });
}

/** @param text of an answer, which has numbers as they are written */
export function readMapping(text: string): ReadDocument<KeystoneMapping> {
  const json = readJsonText(text);
  const mapping = json.ok && isObject(json.value) ? json.value["mapping"] : undefined;
  const read = readDocument(keystoneMappingMembers, mapping);
  if (!read.ok) return read;
  const rules = mapping !== undefined && isObject(mapping) ? mapping["rules"] : undefined;
  return Array.isArray(rules)
    ? { ok: true, value: { ...read.value, rules_json: normalJson(rules) } }
    : { ok: false, fault: "rules is not a list" };
}

/** The server says the version that counts also where none was sent. */
const versionOfNone = "1.0";

function versionAfter(before: Partial<PlannedMapping>, told: string | null): string | null {
  return told === versionOfNone ? (before.schema_version === versionOfNone ? told : null) : told;
}
