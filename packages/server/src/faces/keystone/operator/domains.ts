/**
 * Domains.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Domains"
 */

import { z } from "zod";
import type { PlanTools } from "../../../core/directory/changes.ts";
import { plainId } from "../../../core/directory/identity-providers.ts";
import type { JsonObject } from "../../../core/terms.ts";
import {
  flag,
  invalidInput,
  keepUnknown,
  keptIn,
  nullableText,
  readMembers,
  shownText,
  text,
  textAfter,
} from "./documents.ts";
import { plainResource } from "./resource.ts";

const known = ["name", "description", "enabled", "explicit_domain_id"] as const;
const input = z.object({
  name: text.optional(),
  description: nullableText.optional(),
  enabled: flag.optional(),
  explicit_domain_id: text.optional(),
});
const newInput = input.extend({ name: text });

/** The form of ids that may be chosen: that of those which are made. */
const chosenId = /^[0-9a-f]{32}$/;

export const domains = plainResource("domain", {
  filters: ["id", "name", "enabled"],
  newId(tools: PlanTools, document: JsonObject) {
    const { explicit_domain_id: chosen } = readMembers(input, document, "domain");
    if (chosen === undefined) return plainId(tools);
    if (!chosenId.test(chosen)) {
      throw invalidInput("explicit_domain_id", "It must have 32 hexadecimal digits.");
    }
    return chosen;
  },
  read(document, standing, id) {
    const members = readMembers(standing === null ? newInput : input, document, "domain");
    return {
      kind: "domain",
      id,
      name: members.name ?? standing?.name ?? "",
      description: textAfter(members.description, standing?.description),
      enabled: members.enabled ?? standing?.enabled ?? true,
      annotations: keepUnknown(document, known, standing?.annotations),
    };
  },
  show: ({ id, name, description, enabled, annotations }) => ({
    tags: [],
    options: {},
    ...keptIn(annotations),
    id,
    name,
    description: shownText(description, "description", annotations, ""),
    enabled,
  }),
});
