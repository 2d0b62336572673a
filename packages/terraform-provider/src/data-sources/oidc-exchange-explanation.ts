/**
 * `platform_oidc_exchange_explanation`: what would happen to a token, and why. Nothing is exchanged. A refusal is a result
 * like any other, with which a `check` block asserts that a set of claims is or is not accepted.
 */

import type { Explanation, Question } from "@countersign/client";
import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import {
  isJsonObjectText,
  isObject,
  normalJson,
  readJsonText,
  sameJson,
  writeJson,
} from "../engine/json-text.ts";
import { dataSourceOf } from "../engine/kinds.ts";
import type { Attributes, Configured, Stored } from "../engine/schema.ts";
import { isNotEmpty } from "../engine/validators.ts";
import { orNull, type Path, unknown } from "../engine/values.ts";
import type { Connected } from "../server/connected.ts";
import { type Answer, ask, pathOf } from "../server/connection.ts";
import { isRecord, type Kind, readDocument, readDocuments } from "../server/document.ts";
import { advised, credentialAdvice, problemOf } from "../server/refusal.ts";

const attributes = {
  claims_json: {
    type: "string",
    presence: "optional",
    description:
      "The claims of an ID token, as a JSON object; write it with `jsonencode`. Nothing vouches for them: they are judged as if a token that is well signed carried them.",
    validators: [isJsonObjectText],
    sameMeaning: sameJson,
  },
  token: {
    type: "string",
    presence: "optional",
    sensitive: true,
    description:
      "An ID token, in place of `claims_json`. It is verified and not used up. Like everything that is given to a data source it stands in the state: give one that has expired by then, or `claims_json`.",
    validators: [isNotEmpty],
  },
  provider_name: {
    type: "string",
    presence: "optional",
    description: "Name of the OIDC configuration. Without it, the one that trusts the issuer (`iss`).",
    validators: [isNotEmpty],
  },
  project_key: {
    type: "string",
    presence: "optional",
    description: "Project that the client names.",
    validators: [isNotEmpty],
  },
  identity_mapping_name: {
    type: "string",
    presence: "optional",
    description: "Identity mapping that the client names: only this one may decide.",
    validators: [isNotEmpty],
  },
  accepted: { type: "bool", presence: "computed", description: "Whether there would be an access token." },
  reason: {
    type: "string",
    presence: "computed",
    description: "Why not: a stable word, such as `no_matching_mapping`. Empty when it is accepted.",
  },
  sentence: {
    type: "string",
    presence: "computed",
    description: "What the client would be told. Empty when it is accepted.",
  },
  hint: {
    type: "string",
    presence: "computed",
    description: "What is wrong and what to do about it. Empty when it is accepted.",
  },
  mapping_name: {
    type: "string",
    presence: "computed",
    description: "The identity mapping that decides; empty when none does.",
  },
  username: {
    type: "string",
    presence: "computed",
    description: "Whom the access token would be for; empty when it would be for no user.",
  },
  groups: { type: { list: "string" }, presence: "computed", description: "Groups it would be good for." },
  project_roles: {
    type: {
      listOf: {
        project_key: { type: "string", presence: "computed", description: "The project." },
        roles: { type: { list: "string" }, presence: "computed", description: "Roles in it." },
      },
    },
    presence: "computed",
    description: "Roles in projects it would be good for.",
  },
  admin: { type: "bool", presence: "computed", description: "Whether it would be an administrator's." },
  audience: { type: { list: "string" }, presence: "computed", description: "Services it would be good at." },
  expires_in: {
    type: "number",
    presence: "computed",
    description: "How many seconds it would live; 0 when there would be none.",
  },
  explanation_json: {
    type: "string",
    presence: "computed",
    description:
      "The whole explanation as JSON, as the admin API has it: the mappings that came nearest, and which of their clauses did not hold.",
  },
} as const satisfies Attributes;

type Given = Configured<typeof attributes>;
type Result = Stored<typeof attributes>;

const explanationMembers = {
  verdict: "text",
  reason: "text?",
  caller_sentence: "text?",
  hint: "text?",
  mapping: "text?",
  grant: {
    members: {
      user: "text?",
      groups: "texts?",
      admin: "flag?",
      audience: "texts?",
      lifetime_seconds: "number",
    },
    optional: true,
  },
} as const satisfies Partial<Record<keyof Explanation, Kind>>;
const projectRolesMembers = { project: "text", roles: "texts?" } as const;

export const oidcExchangeExplanation = dataSourceOf<Connected>()({
  name: "oidc_exchange_explanation",
  description:
    "What would happen to an ID token, and why, by the rules of this moment. With it a `check` block asserts that what must be let in is let in, and that others are not. Without `depends_on` it is asked when the plan is made, before the apply that may open or close the door; `depends_on` with the identity mappings has it asked after an apply that changes one of them, and when nothing changes at the plan. Inside the `check` block it is asked at every apply as well, and no plan is empty any more. Needs an administrator's secret or service token: access tokens, exchanged ones included, are good at other interfaces.",
  attributes,
  check({ claims_json: claims, token }) {
    const isGiven = (value: unknown) => value !== null && value !== unknown;
    if (isGiven(claims) && isGiven(token))
      return [problem("Two subjects", "Give claims_json or token, not both.", ["token"])];
    return claims === null && token === null
      ? [problem("Nothing to explain", "Give claims_json or token.", ["claims_json"])]
      : [];
  },
  async read(server, given, { signal }) {
    const answer = await ask(server, {
      method: "POST",
      path: pathOf("api", "v1", "explain"),
      json: writeJson(questionOf(given)),
      signal,
    });
    return answer.kind === "answer" && answer.status === 200
      ? resultOf(given, answer)
      : fail(refused(answer, given));
  },
});

function questionOf(given: Given): { readonly [member in keyof Question]: unknown } {
  const claims = readJsonText(orNull(given.claims_json) ?? "");
  const members = {
    claims: claims.ok ? claims.value : null,
    token: orNull(given.token),
    provider: orNull(given.provider_name),
    project: orNull(given.project_key),
    mapping: orNull(given.identity_mapping_name),
  } satisfies { readonly [member in keyof Question]: unknown };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function resultOf(given: Given, answer: Extract<Answer, { readonly kind: "answer" }>): Outcome<Result> {
  const read = readDocument(explanationMembers, answer.body);
  const grant = isRecord(answer.body) && isRecord(answer.body["grant"]) ? answer.body["grant"] : {};
  const roles = readDocuments(projectRolesMembers, grant["project_roles"] ?? []);
  const exact = readJsonText(answer.text);
  const fault = read.ok ? (roles.ok ? (exact.ok ? null : exact.fault) : roles.fault) : read.fault;
  if (!read.ok || !roles.ok || !exact.ok || !isObject(exact.value)) {
    return fail(
      problem(
        "The explanation cannot be read",
        `Of the server's answer, ${fault ?? "it is not a JSON object"}.`,
      ),
    );
  }
  const { verdict, reason, caller_sentence: sentence, hint, mapping, grant: granted } = read.value;
  // Without its moment: a data source that reads otherwise every time would change every plan.
  const { at: _, ...timeless } = exact.value;
  return succeed({
    claims_json: orNull(given.claims_json),
    token: orNull(given.token),
    provider_name: orNull(given.provider_name),
    project_key: orNull(given.project_key),
    identity_mapping_name: orNull(given.identity_mapping_name),
    accepted: verdict === "accepted",
    reason: reason ?? "",
    sentence: sentence ?? "",
    hint: hint ?? "",
    mapping_name: mapping ?? "",
    username: granted?.user ?? "",
    groups: granted?.groups ?? [],
    project_roles: roles.value.map(({ project, roles: held }) => ({
      project_key: project,
      roles: held ?? [],
    })),
    admin: granted?.admin ?? false,
    audience: granted?.audience ?? [],
    expires_in: granted?.lifetime_seconds ?? 0,
    explanation_json: normalJson(timeless),
  });
}

function refused(answer: Answer, given: Given): Diagnostic {
  const advice = credentialAdvice(
    answer,
    "The admin API, which explains, takes an administrator's service token: set access_token in the provider's block, best in one of its own with an alias.",
  );
  const isAboutSubject = answer.kind === "answer" && answer.status === 400;
  const subject = given.token === null ? "claims_json" : "token";
  return advised(problemOf(answer, "Nothing was explained", isAboutSubject ? [subject] : undefined), advice);
}

function problem(summary: string, detail: string, at?: Path): Diagnostic {
  return { severity: "error", summary, detail, ...(at !== undefined && { at }) };
}
