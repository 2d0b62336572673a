/**
 * The rules over several attributes of an identity mapping, as JFrog's provider documents them: what a user name goes
 * with, and whose roles may be granted. Asked while values may still be unknown; what is unknown is not judged.
 *
 * `username_pattern` and `groups_pattern` may stand together, which that provider forbids and the platform allows.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Configured } from "../engine/schema.ts";
import { unknown, type Value } from "../engine/values.ts";
import type { mappingAttributes } from "./oidc-identity-mapping.ts";

type Given = Configured<typeof mappingAttributes>;
type Spec = Exclude<Given["token_spec"], symbol | null>;

export function checkMapping({ project_key, token_spec }: Given): readonly Diagnostic[] {
  if (token_spec === unknown || token_spec === null) return [];
  return [...aboutNothing(token_spec), ...aboutUser(token_spec), ...aboutRoles(token_spec, project_key)];
}

function aboutNothing({ scope, username, username_pattern, groups_pattern }: Spec): readonly Diagnostic[] {
  if ([scope, username, username_pattern, groups_pattern].some((value) => value !== null)) return [];
  return [
    {
      severity: "error",
      summary: "A token for nothing",
      detail:
        'token_spec says neither for whom the token is nor what it is good for. Set scope, such as "applied-permissions/user" with username, or username_pattern, or groups_pattern.',
      at: ["token_spec"],
    },
  ];
}

function aboutUser(spec: Spec): readonly Diagnostic[] {
  const { username, username_pattern: pattern, groups_pattern: groups, scope } = spec;
  if (!isGiven(username)) return [];
  const fault = (summary: string, detail: string) => problemAt("username", summary, detail);
  return [
    ...(scope === null
      ? [
          fault(
            "User name without a scope",
            'username needs scope, which says what the user may do: scope = "applied-permissions/user" gives the token the permissions of that user.',
          ),
        ]
      : []),
    ...(isGiven(pattern)
      ? [
          fault(
            "Two user names",
            "username_pattern decides over username, which would have no effect. Leave one of them out.",
          ),
        ]
      : []),
    ...(isGiven(groups) || (typeof scope === "string" && grantsGroups(scope))
      ? [
          fault(
            "User name beside groups",
            `A token for groups is for no user: ${isGiven(groups) ? "groups_pattern" : "the scope"} grants groups. Leave username out, or take username_pattern, which may stand beside groups. An identity mapping that was made elsewhere can give a user and groups at once, and this type, as JFrog's provider documents it, cannot: leaving username out changes what such a mapping grants.`,
          ),
        ]
      : []),
  ];
}

function aboutRoles(spec: Spec, project: Given["project_key"]): readonly Diagnostic[] {
  const { scope, username, username_pattern: pattern } = spec;
  const projects = typeof scope === "string" ? projectsOfRoles(scope) : [];
  const [named] = projects;
  if (named === undefined) return [];
  const foreign = projects.find((one) => one !== project);
  if (project === null) {
    return [
      problemAt(
        "scope",
        "Roles without a project",
        `Roles are granted within a project only. Set project_key to the project of the roles: project_key = ${JSON.stringify(named)}.`,
      ),
    ];
  }
  if (typeof project === "string" && foreign !== undefined) {
    return [
      problemAt(
        "scope",
        "Roles of another project",
        `The scope grants roles of the project ${JSON.stringify(foreign)}, and project_key is ${JSON.stringify(project)}. An identity mapping grants roles of its own project only: make both the same.`,
      ),
    ];
  }
  if (username !== null || pattern !== null) return [];
  return [
    {
      ...problemAt(
        "scope",
        "Roles without a user name",
        "The token will have the roles, and be for no user: its subject is the name of the OIDC configuration and of the identity mapping. Set username if services that read the token need a user.",
      ),
      severity: "warning",
    },
  ];
}

/** Scopes may stand in a row, with blanks between them. */
function grantsGroups(scope: string): boolean {
  return /(?:^|\s)applied-permissions\/groups?:/.test(scope);
}

/** The projects whose roles a scope grants. */
function projectsOfRoles(scope: string): readonly string[] {
  return [...scope.matchAll(/(?:^|\s)applied-permissions\/roles:([^:"\s]+)/g)].flatMap(
    ([, key]) => key ?? [],
  );
}

/** Known, and not left out. */
function isGiven(value: Value | undefined): boolean {
  return value !== null && value !== undefined && value !== unknown;
}

function problemAt(name: string, summary: string, detail: string): Diagnostic {
  return { severity: "error", summary, detail, at: ["token_spec", name] };
}
