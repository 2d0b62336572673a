/** Stored objects made from JFrog documents, and generators of such documents, for tests of the translation. */

import fc from "fast-check";
import { isJsonObject } from "../../src/core/json.ts";
import { isPredefinedRole } from "../../src/core/project-roles.ts";
import type { JsonObject, Mapping, Provider } from "../../src/core/terms.ts";
import { toProviderDraft } from "../../src/faces/access/translate-configuration.ts";
import { toMappingDraft } from "../../src/faces/access/translate-mapping.ts";
import type { Read } from "../../src/faces/access/wire.ts";
import { readConfiguration } from "../../src/faces/access/wire-configuration.ts";
import { readMapping } from "../../src/faces/access/wire-mapping.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { checkIssuerUrl } from "../../src/oidc/issuer-url.ts";

const stored = { id: "id", revision: 1, createdAt: 0, updatedAt: 0 };

export function mustRead<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

/** The fault of a document that must have one. */
export function faultOf(read: Read<unknown>): string {
  if (read.ok) throw new Error("the document was accepted");
  return read.message;
}

export function readProvider(body: JsonObject, standing: Provider | null = null): Read<Provider> {
  const document = readConfiguration(body, {}, standing);
  if (!document.ok) return document;
  const draft = toProviderDraft(document.value, standing);
  return draft.ok ? { ok: true, value: { ...draft.value, ...stored } } : draft;
}

export function readStoredMapping(
  body: JsonObject,
  query: unknown = {},
  standing: Mapping | null = null,
): Read<Mapping> {
  const document = readMapping(body, query, "github-oidc", standing);
  if (!document.ok) return document;
  const draft = toMappingDraft(document.value, "provider-id");
  return draft.ok ? { ok: true, value: { ...draft.value, ...stored } } : draft;
}

/** The object as another interface would have written it: nothing noted for this one. */
export function withoutNotes<T extends Provider | Mapping>(object: T): T {
  return { ...object, annotations: {} };
}

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
const projectKey = fc.stringMatching(/^[a-z][a-z0-9-]{1,31}$/);
const issuer = fc
  .webUrl({ validSchemes: ["https"] })
  .filter((url) => checkIssuerUrl(url, parseAllowList([]).list) === null);
const tenant = fc.uuid().map((id) => `https://login.microsoftonline.com/${id}/v2.0`);

const common = {
  name: fc.stringMatching(/^[a-z][a-z0-9-]{1,40}$/),
  description: text,
  audience: text,
  token_issuer: issuer,
  use_default_proxy: fc.boolean(),
  project_key: projectKey,
};
const required: { requiredKeys: ["name", "issuer_url", "provider_type"] } = {
  requiredKeys: ["name", "issuer_url", "provider_type"],
};

/** Valid configurations in canonical spelling. */
export const configurations: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record(
    {
      ...common,
      issuer_url: issuer,
      provider_type: fc.constant("Generic OpenID Connect"),
      organization: fc.constant(""),
      enable_permissive_configuration: fc.boolean(),
    },
    required,
  ),
  fc.record(
    {
      ...common,
      issuer_url: fc.oneof(issuer, fc.constant("https://token.actions.githubusercontent.com")),
      provider_type: fc.constantFrom("GitHub", "GitHub Enterprise"),
      organization: word,
      enable_permissive_configuration: fc.boolean(),
    },
    { requiredKeys: ["name", "issuer_url", "provider_type", "organization"] },
  ),
  fc.record(
    {
      ...common,
      issuer_url: fc.oneof(issuer, tenant),
      provider_type: fc.constant("Azure"),
      azure_app_id: fc.oneof(fc.uuid(), word),
      organization: fc.constant(""),
    },
    required,
  ),
);

const claims = fc.dictionary(
  fc.oneof(fc.constantFrom("sub", "repository", "__proto__", "constructor", "Sub"), word),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 3 }), fc.dictionary(word, text)),
  { maxKeys: 5, noNullPrototype: true },
);
const names = fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._-]{0,15}[A-Za-z]$/), {
  minLength: 1,
  maxLength: 4,
});
const scope = fc.oneof(
  fc.constantFrom("applied-permissions/user", "applied-permissions/admin"),
  names.map((groups) => `applied-permissions/groups:${groups.map((group) => `"${group}"`).join(",")}`),
);

const unownedMappings: fc.Arbitrary<JsonObject> = fc.record(
  {
    name: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
    description: text,
    provider_name: fc.constant("github-oidc"),
    priority: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    claims,
    token_spec: fc.oneof(
      fc.record(
        {
          scope,
          username: word,
          audience: fc.constantFrom("*@*", "jfrt@*  jfac@*", "artifactory"),
          expires_in: fc.integer({ min: 1, max: 86_400 }),
          self_revocable: fc.boolean(),
        },
        { requiredKeys: ["scope"] },
      ),
      fc.record(
        {
          username_pattern: fc.constantFrom("{{user}}", "({{actor}})@x.com|$1"),
          scope: fc.constant(""),
          audience: fc.constant("*@*"),
        },
        { requiredKeys: ["username_pattern"] },
      ),
      fc.record(
        { groups_pattern: fc.constant("{{groups}}"), scope: fc.constant(""), expires_in: fc.constant(60) },
        { requiredKeys: ["groups_pattern"] },
      ),
    ),
    project_key: projectKey,
  },
  { requiredKeys: ["name", "claims", "token_spec"] },
);

/** Valid mappings in canonical spelling. Roles may be granted where there is a project. */
export const mappings: fc.Arbitrary<JsonObject> = fc
  .tuple(unownedMappings, fc.option(names))
  .map(([mapping, roles]) => {
    const { project_key, token_spec } = mapping;
    if (roles === null || typeof project_key !== "string" || !isJsonObject(token_spec)) return mapping;
    const scope = `applied-permissions/roles:${project_key}:${roles.map((role) => `"${role}"`).join(",")}`;
    return { ...mapping, token_spec: { ...token_spec, scope } };
  });

/** Members that nobody here knows. */
const strange = fc.dictionary(
  fc.oneof(
    word.map((name) => `x_${name}`),
    fc.constantFrom("__proto__", "constructor", "roles"),
  ),
  fc.oneof(
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.dictionary(fc.oneof(word, fc.constant("__proto__")), text, { noNullPrototype: true }), {
      maxLength: 2,
    }),
  ),
  { maxKeys: 3, noNullPrototype: true },
);
const visibleName = (longest: number) =>
  fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: longest })
    .filter((name) => name.trim() === name && name !== "" && !/^\.+$|[/\\]/.test(name));
const withStrangeMembers = (document: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc.tuple(document, strange).map(([known, unknown]) => ({ ...unknown, ...known }));

/** Valid projects. */
export const projects = withStrangeMembers(
  fc.record(
    {
      project_key: projectKey,
      display_name: visibleName(32),
      description: text,
      admin_privileges: fc.record(
        {
          manage_members: fc.boolean(),
          manage_resources: fc.boolean(),
          manage_remote_repository: fc.boolean(),
          index_resources: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      storage_quota_bytes: fc.oneof(fc.constant(-1), fc.maxSafeNat()),
      soft_limit: fc.boolean(),
      storage_quota_email_notification: fc.oneof(fc.boolean(), fc.constant(null)),
    },
    { requiredKeys: ["project_key", "display_name"] },
  ),
);

/** Valid roles. */
export const roles = withStrangeMembers(
  fc.record(
    {
      name: visibleName(64).filter((name) => !isPredefinedRole(name)),
      description: text,
      type: fc.constant("CUSTOM"),
      environments: fc.array(text, { maxLength: 3 }),
      actions: fc.array(fc.oneof(fc.constantFrom("READ_REPOSITORY", "READ_BUILD"), text), { maxLength: 3 }),
    },
    { requiredKeys: ["name"] },
  ),
);

/** Valid groups. */
export const groups = withStrangeMembers(
  fc.record(
    {
      name: visibleName(64),
      description: fc.oneof(text, fc.constant(null)),
      external_id: fc.oneof(text, fc.constant(null)),
      auto_join: fc.boolean(),
      admin_privileges: fc.boolean(),
      reports_manager: fc.boolean(),
      policy_viewer: fc.boolean(),
      members: fc.constant([]),
    },
    { requiredKeys: ["name"] },
  ),
);
