/**
 * Between JFrog's identity mapping and ours: `claims` and `token_spec` are one rule. What was sent travels
 * in the annotations, so that reading back gives the same document. A mapping made through another
 * interface is shown as the document that would make it, found by translating that document and comparing.
 */

import { isDeepStrictEqual } from "node:util";
import { parseAudience, renderAudience } from "../../core/granting/audience.ts";
import { plainProjectRoles } from "../../core/granting/plain-project-roles.ts";
import { type Permissions, parseScope, renderScope } from "../../core/granting/scope.ts";
import { isJsonObject, ownMember, withoutUndefined } from "../../core/json.ts";
import { claimsFromClauses, clausesFromClaims } from "../../core/matching/claims-document.ts";
import type { GrantTemplate, JsonObject, Mapping, MappingDraft, TextTemplate } from "../../core/terms.ts";
import { isCutByClients } from "./profile.ts";
import { faceName } from "./translate.ts";
import type { Read } from "./wire.ts";
import type { MappingDocument, TokenSpec } from "./wire-mapping.ts";

/**
 * The mapping a document stands for.
 * @returns the fault in the vendor's words when its scope cannot be granted or nothing is granted at all
 */
export function toMappingDraft(document: MappingDocument, providerId: string): Read<MappingDraft> {
  const spec = document.token_spec;
  const grant = grantOf(spec, document.project_key ?? null);
  if (!grant.ok) return grant;
  return {
    ok: true,
    value: {
      name: document.name,
      description: document.description ?? "",
      providerId,
      project: document.project_key ?? null,
      entry: { kind: "exchange" },
      priority: document.priority,
      rules: [{ when: clausesFromClaims(document.claims ?? {}), grant: grant.value }],
      audience: parseAudience(spec.audience),
      lifetimeSeconds: spec.expires_in,
      selfRevocable: spec.self_revocable ?? false,
      annotations: { [faceName]: withoutUndefined(document) },
    },
  };
}

function grantOf(spec: TokenSpec, project: string | null): Read<GrantTemplate> {
  const name = userTemplate(spec);
  const pattern = spec.groups_pattern ?? "";
  const scope = (spec.scope ?? "").trim();
  if (spec.username !== undefined && isCutByClients(spec.username)) {
    return {
      ok: false,
      message: 'token_spec.username must not hold "/users/", nor both begin with "jfrt@" and hold a slash',
    };
  }
  if (scope === "" && name === null && pattern === "") {
    return invalidScope("give a scope, a username or a pattern");
  }
  const parsed = parseScope(scope);
  if (!parsed.ok) return { ok: false, message: `token_spec ${parsed.problem}` };
  const fault = projectFault(parsed.value, project);
  if (fault !== null) return invalidScope(fault);
  if (parsed.value.admin && pattern !== "") return invalidScope("applied-permissions/admin stands alone");
  return {
    ok: true,
    value: {
      user: name === null ? null : { name, id: null, email: null, domain: null, local: false },
      groups: [
        ...parsed.value.groups.map((group) => ({ kind: "named" as const, name: plain(group), domain: null })),
        ...(pattern === "" ? [] : [{ kind: "each" as const, names: patterned(pattern), domain: null }]),
      ],
      projectRoles: parsed.value.projectRoles.map((granted) => ({ ...granted, domain: null })),
      admin: parsed.value.admin,
      // A user and nothing else: the token has the user's own permissions.
      ownPermissions: parsed.value.ownPermissions || (scope === "" && pattern === ""),
    },
  };
}

/** A pattern decides over a fixed name: it is what the administrator added to the older form. */
function userTemplate(spec: TokenSpec): TextTemplate | null {
  const pattern = spec.username_pattern ?? "";
  if (pattern !== "") return patterned(pattern);
  const name = spec.username ?? "";
  return name === "" ? null : plain(name);
}

/** Roles of another project would move the mapping there in the real product; nobody means that. */
export function projectFault(scope: Permissions, project: string | null): string | null {
  const foreign = scope.projectRoles.find((granted) => granted.project !== project);
  if (foreign === undefined) return null;
  return project === null
    ? `roles need a project; set project_key to ${foreign.project}`
    : `roles of project ${foreign.project} cannot be granted in project ${project}`;
}

function invalidScope(detail: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `token_spec Invalid scope: ${detail}` };
}

const plain = (text: string): TextTemplate => ({ kind: "text", text });
const patterned = (pattern: string): TextTemplate => ({ kind: "pattern", pattern });

/**
 * The document as it was sent, or as it would have to be sent for this mapping.
 * @returns `claims` null where rules made through another interface go beyond this document
 */
export function toMappingDocument(mapping: Mapping, providerName: string): JsonObject {
  const sent = ownMember(mapping.annotations, faceName);
  return isJsonObject(sent) ? sent : withoutUndefined(documentOf(mapping, providerName));
}

/** Whether the document says everything the mapping does, so that replacing it loses nothing. */
export function isExpressible(mapping: Mapping, providerName: string): boolean {
  return ownMember(toMappingDocument(mapping, providerName), "claims") !== null;
}

function documentOf(mapping: Mapping, providerName: string): MappingDocument {
  const [rule, ...others] = mapping.rules;
  const candidate: MappingDocument = {
    name: mapping.name,
    ...(mapping.description !== "" && { description: mapping.description }),
    provider_name: providerName,
    priority: mapping.priority,
    claims: rule === undefined || others.length > 0 ? null : claimsFromClauses(rule.when),
    token_spec: {
      ...(rule !== undefined && grantMembers(rule.grant)),
      audience: renderAudience(mapping.audience),
      expires_in: mapping.lifetimeSeconds,
      ...(mapping.selfRevocable && { self_revocable: true }),
    },
    ...(mapping.project !== null && { project_key: mapping.project }),
  };
  const back = toMappingDraft(candidate, mapping.providerId);
  const same =
    back.ok &&
    isDeepStrictEqual(back.value.rules, mapping.rules) &&
    isDeepStrictEqual(back.value.audience, mapping.audience);
  return same ? candidate : { ...candidate, claims: null };
}

/** As much of a grant as a token specification can say. */
function grantMembers(grant: GrantTemplate): Partial<TokenSpec> {
  const name = grant.user?.name;
  const each = grant.groups.find((group) => group.kind === "each");
  const scope = renderScope({
    admin: grant.admin,
    ownPermissions: grant.ownPermissions,
    groups: grant.groups.flatMap((group) =>
      group.kind === "named" && group.name.kind === "text" ? [group.name.text] : [],
    ),
    projectRoles: plainProjectRoles(grant),
  });
  return {
    ...(name?.kind === "text" && { username: name.text }),
    ...(name?.kind === "pattern" && { username_pattern: name.pattern }),
    ...(each?.names.kind === "pattern" && { groups_pattern: each.names.pattern }),
    ...(scope !== "" && { scope }),
  };
}
