/** How refused changes are answered: in Keystone's sentences where it has one, and in ours behind its beginning where it has none. */

import type { Change, ChangeRefusal } from "../../../core/configuring/configuration.ts";
import type { PlannedKind, RefusedThing } from "../../../core/directory/refusals.ts";
import type { HttpFailure } from "../../http-failure.ts";
import { failure, keystoneSentences, notFound } from "../errors.ts";
import { invalidInput } from "./documents.ts";

/** How Keystone says that something is not there. */
const missingKinds: Readonly<Record<PlannedKind, string>> = {
  domain: "domain",
  project: "project",
  group: "group",
  user: "user",
  role: "role",
  assignment: "role assignment",
  identity_provider: "Identity Provider",
  ruleset: "mapping",
  protocol: "federated protocol",
  service: "service",
  endpoint: "endpoint",
  region: "region",
};

/** Tables as Keystone calls them in conflicts, where it does not call them like the kind. */
const storedKinds: Readonly<Partial<Record<PlannedKind, string>>> = {
  ruleset: "mapping",
  protocol: "federation_protocol",
};

/** The members of documents behind the core's names. */
const members: Readonly<Record<string, string>> = {
  displayName: "name",
  key: "id",
  domainId: "domain_id",
  serviceId: "service_id",
  regionId: "region_id",
  parentId: "parent_region_id",
  issuerUrl: "remote_ids",
  providerIds: "remote_ids",
  "entry.protocol": "id",
};

/** @throws HttpFailure when the change was refused */
export function settled<T>(change: Change<T>): T {
  if (change.ok) return change.value;
  throw failureOfChange(change.refusal);
}

export function failureOfChange(refusal: ChangeRefusal): HttpFailure {
  switch (refusal.kind) {
    case "not_found":
      return refusal.about === undefined
        ? failure(404, { message: refusal.detail })
        : notFound(missingKinds[refusal.about.kind], refusal.about.value, refusal.detail);
    case "already_exists":
      return conflict(refusal.about, refusal.detail);
    case "stale":
      return failure(409, { message: refusal.detail });
    case "forbidden":
    case "in_use":
      return notAllowed(refusal.detail);
    case "invalid":
      return invalidInput(members[refusal.field] ?? refusal.field, reasonOf(refusal));
  }
}

/** 403 for something that nobody may, whoever asks. @param reason a whole sentence */
export function notAllowed(reason: string): HttpFailure {
  return failure(403, { message: keystoneSentences.forbidden.replace(/\.$/, `: ${reason}`) });
}

function conflict(about: RefusedThing | undefined, detail: string): HttpFailure {
  if (about === undefined) return failure(409, { message: detail });
  const stored = storedKinds[about.kind] ?? about.kind;
  return failure(409, {
    message: `Conflict occurred attempting to store ${stored} - ${duplicateOf(about)}.`,
    advice: detail,
  });
}

function duplicateOf({ kind, value, by }: RefusedThing): string {
  if (kind === "identity_provider")
    return by === "issuer" ? "Duplicate remote ID: None" : "Duplicate entry: None";
  if (kind === "ruleset") return "Duplicate entry";
  return by === "id" ? `Duplicate entry found with ID ${value}` : `Duplicate entry found with name ${value}`;
}

/** The core's sentence, which begins with its own name of the member. */
function reasonOf({ field, detail }: Extract<ChangeRefusal, { readonly kind: "invalid" }>): string {
  return detail.startsWith(`${field} `) ? `It ${detail.slice(field.length + 1)}` : detail;
}
