/** `platform_keystone_mapping` and `…_mappings`: rules of the Keystone face as they stand. */

import { fail, succeed } from "../engine/diagnostics.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import { mappingIn, objectOf } from "../resources/keystone-mapping.ts";
import type { Server } from "../server/connection.ts";
import { readDocuments } from "../server/document.ts";
import { keystoneFace, keystoneMappingsPath } from "../server/keystone.ts";
import { memberOf } from "../server/members.ts";
import { givenText, readList, readOne } from "./face-source.ts";

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
  read(server, { id }, call) {
    const object = objectOf({ id: givenText(id) });
    return readOne(server, object, call, (answer) => mappingIn(object, answer, "as_told"));
  },
});

export const keystoneMappingsSource = dataSourceOf<Server>()({
  name: "keystone_mappings",
  description: "Which mappings the Keystone face has.",
  attributes: {
    ids: { type: { list: "string" }, presence: "computed", description: "Their ids, in order." },
  },
  async read(server, _, call) {
    const collection = { face: keystoneFace, noun: "mappings", path: keystoneMappingsPath };
    const found = await readList(server, collection, call, (body) =>
      readDocuments({ id: "text" }, memberOf(body, "mappings")),
    );
    return found.ok ? succeed({ ids: found.value.map(({ id }) => id) }) : fail(...found.problems);
  },
});
