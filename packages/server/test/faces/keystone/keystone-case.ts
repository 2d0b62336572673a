/** The vendor's own cases of mapping rules: what they hold, what they come to here, and what the vendor's engine made of them. */

import { z } from "zod";
import { planGrant } from "../../../src/core/granting/grant.ts";
import { chooseMapping, emptyRegistry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import type { DomainRef, JsonObject, JsonValue, Rule, TokenGrant } from "../../../src/core/terms.ts";
import type { MappingOptions } from "../../../src/faces/keystone/rules/mapping-document.ts";
import { readMappingDocument } from "../../../src/faces/keystone/rules/mapping-document.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { compileRegex } from "../../../src/regex.ts";
import { adaptersOf, mappingOf, providerOf } from "../../core/samples.ts";

const json = z.custom<JsonValue>(() => true);
const domain = z.object({ id: z.string().optional(), name: z.string().optional() });
const groupName = z.object({ name: z.string(), domain });

/** One case: rules, what the identity provider asserted, and what the vendor's engine answered. */
export const keystoneCase = z.object({
  name: z.string(),
  schema_version: json.optional(),
  rules: json,
  assertion: z.record(z.string(), json),
  expected: z.union([
    z.object({ error: z.object({ exception: z.string() }) }),
    z.object({
      user: z.object({
        name: z.string().optional(),
        id: z.string().optional(),
        email: z.string().optional(),
        type: z.string(),
        domain: domain.nullish(),
      }),
      group_ids: z.array(z.coerce.string()),
      // The vendor's engine passes on what only its next step looks into.
      group_names: z.array(json),
      projects: z.array(
        z.object({
          name: z.string(),
          domain: domain.nullish(),
          roles: z.array(z.object({ name: z.string() })),
        }),
      ),
    }),
  ]),
});
export type KeystoneCase = z.infer<typeof keystoneCase>;

export const keystoneOptions: MappingOptions = { dialect: "keystone", defaultVersion: "1.0", compileRegex };

/** What both sides come to, in one form; null: nobody comes in. */
export type Outcome = {
  readonly user: readonly unknown[];
  readonly groupIds: readonly string[];
  readonly groupNames: readonly string[];
  readonly projects: readonly (readonly unknown[])[];
} | null;

/** What the case comes to by the product: registered like any mapping, then judged. */
export function outcomeHere({ rules, schema_version, assertion }: KeystoneCase): Outcome {
  const read = finish(
    readMappingDocument({ rules, schema_version: schema_version ?? null }, keystoneOptions),
  );
  return read.ok ? outcomeOf(judge(read.rules, assertion)) : null;
}

/** What one mapping of many rules grants behind a protocol's door; null: refused. */
export function judge(rules: readonly Rule[], claims: JsonObject): TokenGrant | null {
  const provider = providerOf();
  const entry = { kind: "protocol", protocol: "openid" } as const;
  const mapping = mappingOf({}, { entry, rules });
  const registry = emptyRegistry(adaptersOf(compileRegex)).withChanges([
    { kind: "mapping_written", revision: 1, mapping },
  ]);
  const chosen = chooseMapping(registry, provider, claims, { entry, project: null, mapping: null });
  if (!chosen.ok) return null;
  const asked = { audience: { requested: [], rule: "known_only" }, scope: [] } as const;
  const planned = planGrant(chosen.value, provider, claims, asked, {
    maxTokenLifetimeSeconds: 86_400,
    reservedGroups: new Set(),
    readJson: readJsonInText,
  });
  return planned.ok ? planned.value : null;
}

function outcomeOf(grant: TokenGrant | null): Outcome {
  if (grant === null) return null;
  const { user, groups, projectRoles } = grant;
  return {
    user: [
      user?.name ?? null,
      user?.id ?? null,
      user?.email ?? null,
      domainText(user?.domain),
      user?.local === true,
    ],
    groupIds: asSet(groups.flatMap(({ id }) => id ?? [])),
    groupNames: asSet(groups.flatMap(({ name, domain }) => (name === null ? [] : [named(name, domain)]))),
    projects: projectRoles.map(({ project, domain, roles }) => [project, domainText(domain), ...roles]),
  };
}

/**
 * What the vendor's engine made of it, and its next step: an empty name, id or group is none, and a user without name
 * and id is called after the web server's REMOTE_USER, the token's subject.
 */
export function outcomeThere({ expected, assertion }: KeystoneCase): Outcome {
  if ("error" in expected) return null;
  const { user } = expected;
  const part = (text: string | undefined) => (text === undefined || text === "" ? null : text);
  const subject = typeof assertion["sub"] === "string" ? part(assertion["sub"]) : null;
  const unnamed = part(user.id) === null && user.type !== "local";
  return {
    user: [
      part(user.name) ?? (unnamed ? subject : null),
      part(user.id),
      part(user.email),
      domainText(refOf(user.domain)),
      user.type === "local",
    ],
    groupIds: asSet(expected.group_ids.filter((id) => id !== "")),
    groupNames: asSet(
      expected.group_names.flatMap((group) => {
        const read = groupName.safeParse(group);
        if (!read.success) return [`no group: ${JSON.stringify(group)}`];
        const { name, domain } = read.data;
        return name === "" ? [] : [named(name, refOf(domain))];
      }),
    ),
    projects: expected.projects.map(({ name, domain, roles }) => [
      name,
      domainText(refOf(domain)),
      ...roles.map((role) => role.name),
    ]),
  };
}

function refOf(given: z.infer<typeof domain> | null | undefined): DomainRef | null {
  return given == null ? null : { id: given.id ?? null, name: given.name ?? null };
}

/** Without id and name a domain is none. */
function domainText(domain: DomainRef | null | undefined): string | null {
  const [id, name] = [domain?.id || null, domain?.name || null];
  return id === null && name === null ? null : JSON.stringify([id, name]);
}

function named(name: string, domain: DomainRef | null): string {
  return `${name} in ${domainText(domain)}`;
}

const asSet = (values: readonly string[]) => [...new Set(values)].sort();
