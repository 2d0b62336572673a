/**
 * The Keystone face as the provider uses it: where the objects of federation are, which members of their documents are
 * read, and how it says what it refuses. What a document means to a resource is the resource's to say.
 *
 * Sources: "Identity provider API", "Mapping API", "Protocol API" (OpenStack Identity API v3, OS-FEDERATION).
 */

import type { Path } from "../engine/values.ts";
import { pathOf } from "./connection.ts";
import type { Document } from "./document.ts";
import type { Face } from "./face.ts";
import { credentialAdvice, sentenceOf } from "./refusal.ts";

const federation = ["v3", "OS-FEDERATION"];

export const identityProvidersPath = pathOf(...federation, "identity_providers");
export const identityProviderPath = (id: string) => pathOf(...federation, "identity_providers", id);
export const keystoneMappingsPath = pathOf(...federation, "mappings");
export const keystoneMappingPath = (id: string) => pathOf(...federation, "mappings", id);
export const protocolsPath = (identityProvider: string) =>
  pathOf(...federation, "identity_providers", identityProvider, "protocols");
export const protocolPath = (identityProvider: string, id: string) =>
  pathOf(...federation, "identity_providers", identityProvider, "protocols", id);

export const identityProviderMembers = {
  id: "text",
  remote_ids: "texts?",
  domain_id: "text",
  description: "text?",
  enabled: "flag?",
  authorization_ttl: "number?",
  sso_type: "text?",
} as const;
export type IdentityProviderDocument = Document<typeof identityProviderMembers>;

export const keystoneMappingMembers = { id: "text", schema_version: "text?" } as const;

export const protocolMembers = { id: "text", mapping_id: "text" } as const;
export type ProtocolDocument = Document<typeof protocolMembers>;

export const keystoneFace: Face = {
  credential: "x-auth-token",
  createsWith: "PUT",
  // Every other 404 is that of a path where nothing can be.
  isGone: (answer) =>
    answer.kind === "answer" && answer.status === 404 && /^Could not find /.test(sentenceOf(answer)),
  isTaken: (answer) => answer.kind === "answer" && /Duplicate entry/.test(sentenceOf(answer)),
  attributeIn: (sentence, has) => candidates(sentence).find(has),
  advice: (answer) =>
    credentialAdvice(
      answer,
      "What this provider gets with oidc_provider_name is good for JFrog's objects only. Manage Keystone's with a service token of an administrator: a provider block of their own with access_token, which the resource names in provider.",
    ),
};

/** What a sentence of this face may be about, by its form. */
const forms: readonly (readonly [RegExp, (found: RegExpExecArray) => readonly Path[]])[] = [
  [
    /^Invalid input for field\/attribute (?:identity_provider|protocol|mapping)?\.?([a-z_]*)/,
    // What stands in the path of a protocol is its name to the server.
    ([, member = ""]) => (member === "name" ? [["name"], ["id"]] : [[member]]),
  ],
  [/Additional properties are not allowed \('([a-z_]+)'/, ([, member = ""]) => [[member]]],
  [/^Request parameter 'idp id' is invalid/, () => [["identity_provider_id"], ["id"]]],
  [/^Invalid mapping id: /, () => [["mapping_id"]]],
  [/^Could not find domain: /, () => [["domain_id"]]],
  [/Duplicate remote ID|remote_ids follow from/, () => [["remote_ids"]]],
  [/\bschema_version must be\b/, () => [["schema_version"]]],
  [/^rules\b/m, () => [["rules_json"]]],
];

function candidates(sentence: string): readonly Path[] {
  return forms.flatMap(([form, paths]) => {
    const found = form.exec(sentence);
    return found === null ? [] : paths(found);
  });
}
