/**
 * Users that an operator makes, so that rules can name them; they have no passwords. Of users that come in through an
 * identity provider it can be said that they may not any more.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Users"
 */

import { z } from "zod";
import { isDerivedUserId } from "../../../core/directory/assignments.ts";
import { planCreation, planReplacement } from "../../../core/directory/objects.ts";
import { defaultDomainId } from "../../../core/directory/predefined.ts";
import { userOfServiceToken } from "../../../core/directory/service-users.ts";
import type { User } from "../../../core/directory/terms.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { sha256 } from "../tokens/standing.ts";
import {
  flag,
  invalidInput,
  keepUnknown,
  keptIn,
  nullableText,
  readMembers,
  text,
  textAfter,
} from "./documents.ts";
import { plainResource } from "./resource.ts";

const known = ["name", "description", "domain_id", "enabled", "email", "password"] as const;
const input = z.object({
  name: text.optional(),
  description: nullableText.optional(),
  domain_id: text.optional(),
  enabled: flag.optional(),
  email: nullableText.optional(),
});
const newInput = input.extend({ name: text });

export const users = plainResource("user", {
  filters: ["id", "name", "domain_id", "enabled"],
  read(document, standing, id) {
    refusePassword(document);
    const members = readMembers(standing === null ? newInput : input, document, "user");
    return {
      kind: "user",
      id,
      domainId: members.domain_id ?? (standing === null ? defaultDomainId : standing.domainId),
      name: members.name ?? standing?.name ?? null,
      email: members.email === undefined ? (standing?.email ?? null) : members.email,
      description: textAfter(members.description, standing?.description),
      enabled: members.enabled ?? standing?.enabled ?? true,
      annotations: keepUnknown(document, known, standing?.annotations),
    };
  },
  unwritten: (id) => (isDerivedUserId(id) ? newUser(id) : undefined),
  planReplacement: (registry, draft) =>
    registry.directory.get("user", draft.id) === undefined
      ? planCreation(registry, draft)
      : planReplacement(registry, draft),
  async derived(services) {
    const { directory } = services.registry();
    const names = await services.serviceTokenNames();
    return names.map((token) => {
      const user = userOfServiceToken(sha256, token);
      const written = directory.get("user", user.id);
      return { ...newUser(user.id), description: "The service token of this name.", ...written, ...user };
    });
  },
  show: ({ id, name, domainId, email, description, enabled, annotations }) => ({
    options: {},
    ...keptIn(annotations),
    id,
    name: name ?? id,
    domain_id: domainId,
    enabled,
    password_expires_at: null,
    ...(description !== "" && { description }),
    ...(email !== null && { email }),
  }),
});

/** One of whom nothing is written yet. */
export function newUser(id: string): User {
  return {
    kind: "user",
    id,
    domainId: null,
    name: null,
    email: null,
    description: "",
    enabled: true,
    annotations: {},
  };
}

/** @throws HttpFailure 400 */
function refusePassword({ password }: JsonObject): void {
  if (password === undefined || password === null) return;
  throw invalidInput(
    "password",
    "There are no passwords here: leave it out. Workloads log in with an ID token, by an identity provider; for a service make a service token with `countersign admin token create`, whose name and text are its user name and password.",
  );
}
