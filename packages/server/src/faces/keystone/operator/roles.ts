/**
 * Roles.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Roles"
 */

import { z } from "zod";
import { isPredefined } from "../../../core/directory/predefined.ts";
import { keepUnknown, keptIn, nullableText, readMembers, shownText, text, textAfter } from "./documents.ts";
import { plainResource } from "./resource.ts";

const known = ["name", "description", "domain_id"] as const;
const input = z.object({
  name: text.optional(),
  description: nullableText.optional(),
  domain_id: nullableText.optional(),
});
const newInput = input.extend({ name: text });

export const roles = plainResource("role", {
  filters: ["id", "name", "domain_id"],
  read(document, standing, id) {
    const members = readMembers(standing === null ? newInput : input, document, "role");
    return {
      kind: "role",
      id,
      domainId: members.domain_id === undefined ? (standing?.domainId ?? null) : members.domain_id,
      name: members.name ?? standing?.name ?? "",
      description: textAfter(members.description, standing?.description),
      annotations: keepUnknown(document, known, standing?.annotations),
    };
  },
  show: ({ id, name, domainId, description, annotations }) => ({
    options: isPredefined("role", id) ? { immutable: true } : {},
    ...keptIn(annotations),
    id,
    name,
    domain_id: domainId,
    description: shownText(description, "description", annotations, null),
  }),
  // A name is looked up among the global ones unless a domain is named.
  isListed: (document, query) => document["domain_id"] === null || query.has("domain_id"),
});
