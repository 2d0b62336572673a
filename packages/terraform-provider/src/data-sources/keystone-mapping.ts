/** `platform_keystone_mapping` and `…_mappings`: rules of the Keystone face as they stand. */

import { succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { readMapping } from "../resources/keystone-mapping.ts";
import type { Server } from "../server/connection.ts";
import { readDocuments } from "../server/document.ts";
import { keystoneFace, keystoneMappingPath, keystoneMappingsPath } from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { readFrom } from "./documents.ts";

export const keystoneMappingSource = dataSourceOf<Server>()({
  name: "keystone_mapping",
  description: "Rules of the Keystone face that say who somebody is, by the claims of an ID token.",
  attributes: {
    id: { type: "string", presence: "required", description: "Id of the mapping." },
    rules_json: {
      type: "string",
      presence: "computed",
      description: "The rules, as JSON; `jsondecode` makes values of it.",
    },
    schema_version: {
      type: "string",
      presence: "computed",
      description: "Version of Keystone's schema that the rules are written in.",
    },
  },
  async read(server, { id }, call) {
    const source = {
      face: keystoneFace,
      noun: "mapping",
      path: keystoneMappingPath(id),
      namedBy: [[/^/, ["id"]]],
    } as const;
    const found = await readFrom(server, source, (_, text) => readMapping(text), call);
    return found.ok ? succeed(found.value) : found;
  },
});

export const keystoneMappingsSource = dataSourceOf<Server>()({
  name: "keystone_mappings",
  description: "Which mappings the Keystone face has.",
  attributes: {
    ids: { type: { list: "string" }, presence: "computed", description: "Their ids, in order." },
  },
  async read(server, _, call) {
    const found = await readFrom(
      server,
      { face: keystoneFace, noun: "list of mappings", path: keystoneMappingsPath, namedBy: [] },
      (body) => readDocuments({ id: "text" }, memberOf(body, "mappings")),
      call,
    );
    return found.ok ? succeed({ ids: found.value.map(({ id }) => id) }) : found;
  },
});
