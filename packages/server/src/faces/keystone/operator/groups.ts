/**
 * Groups. Roles are given to them; who is a member stands in the tokens.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Groups"
 */

import { z } from "zod";
import { defaultDomainId } from "../../../core/directory/predefined.ts";
import { keepUnknown, keptIn, nullableText, readMembers, shownText, text, textAfter } from "./documents.ts";
import { plainResource } from "./resource.ts";

const known = ["name", "description", "domain_id"] as const;
const input = z.object({
  name: text.optional(),
  description: nullableText.optional(),
  domain_id: text.optional(),
});
const newInput = input.extend({ name: text });

export const groups = plainResource("group", {
  filters: ["id", "name", "domain_id"],
  read(document, standing, id) {
    const members = readMembers(standing === null ? newInput : input, document, "group");
    return {
      kind: "group",
      id,
      domainId: members.domain_id ?? standing?.domainId ?? defaultDomainId,
      name: members.name ?? standing?.name ?? "",
      description: textAfter(members.description, standing?.description),
      annotations: keepUnknown(document, known, standing?.annotations),
    };
  },
  show: ({ id, name, domainId, description, annotations }) => ({
    ...keptIn(annotations),
    id,
    name,
    domain_id: domainId,
    description: shownText(description, "description", annotations, ""),
  }),
});
