/**
 * The exchange's document, and what all documents of the JFrog Access OIDC API have in common. What
 * a client may leave out, misspell or write in an older form is settled here; what follows sees one form.
 * Members this product does not know are ignored, as clients expect of this API. A stored document keeps
 * every text byte for byte: Terraform compares what it reads back with what it wrote.
 *
 * Sources: "OIDC Token Exchange", "Create OIDC Configuration", "Create an Identity Mapping" (JFrog REST APIs);
 * jfrog/terraform-provider-platform 2.2.11; jfrog/jfrog-client-go access/services/accesstoken.go.
 */

import { z } from "zod";
import { projectKeyForm } from "../../core/configuring/project-rules.ts";
import { quote } from "../../core/explaining/quote.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/terms.ts";

/** A document as read, or what is wrong with it, in the vendor's style: `<member> <message>`. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** Longest name of anything; longer ones name nothing. */
export const longestName = 255;
/** Longest text of any other member. */
const longestText = 4_096;

/** Null is how some clients write "not set". */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

export function textUpTo(longest: number): z.ZodString {
  return z
    .string({ error: ({ input }) => (input === undefined ? "must not be blank" : "must be a string") })
    .max(longest, { error: `must have at most ${longest} characters` });
}

/** Text, where an empty one means "not set". */
export function textOrAbsent(longest: number) {
  return textUpTo(longest)
    .transform((text) => (text === "" ? undefined : text))
    .optional();
}

export const text = textUpTo(longestText);
export const flag = z.boolean({ error: "must be true or false" });
/** Also written as text, which is all that forms and queries have. */
export const flagInWords = z.union(
  [z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")],
  { error: "must be true or false" },
);
// Passed through untouched: what is stored and echoed is what was sent, `__proto__` included.
export const jsonObject = z.custom<JsonObject>((value) => isJsonObject(value as JsonValue), {
  error: "must be a JSON object",
});

/** A whole number, also written as text. */
export function wholeNumber(complaint: string) {
  const number = z.int({ error: complaint }).min(1, { error: complaint });
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value),
    number,
  );
}

/** Members that tell about the client's run. They are recorded, and never compared with anything. */
export const contextMembers = [
  "provider_type",
  "application_key",
  "job_id",
  "run_id",
  "repo",
  "revision",
  "branch",
  "gh_job_id",
  "gh_run_id",
  "gh_repo",
  "gh_revision",
  "gh_branch",
] as const;

/** The one parameter a form may repeat: the documents have it as an array. */
export const repeatableParameters: readonly string[] = ["audience"];

/**
 * `POST /access/api/v1/oidc/token`. Anything may stand in `issuer_url`, which the documents call an integer; text
 * is compared with the provider's.
 */
export const exchangeDocument = z.preprocess(
  withoutNulls,
  z
    .looseObject(
      {
        grant_type: textUpTo(longestText),
        subject_token_type: textUpTo(longestText),
        // The verifier has the limit for tokens, and a better sentence.
        subject_token: textUpTo(Number.MAX_SAFE_INTEGER).min(1, { error: "must not be blank" }),
        provider_name: textOrAbsent(longestName),
        project_key: textOrAbsent(longestName),
        projectKey: textOrAbsent(longestName),
        issuer_url: z.unknown().optional(),
        identity_mapping_name: textOrAbsent(longestName),
        include_reference_token: flagInWords.optional(),
        audience: z.union([text, z.array(text)], { error: "must be a string" }).optional(),
      },
      { error: "must be a JSON object" },
    )
    .superRefine(({ project_key, projectKey }, context) => {
      const projects = distinctProjects([project_key, projectKey]);
      if (projects.length > 1) {
        context.addIssue({ code: "custom", path: ["project_key"], message: givenAs(projects) });
      }
    }),
);
export type ExchangeDocument = z.output<typeof exchangeDocument>;

/** What a successful exchange answers. `audience` is never there: clients read it as one string. */
export interface ExchangeAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly issued_token_type: "urn:ietf:params:oauth:token-type:access_token";
  readonly token_type: "Bearer";
  readonly scope: string;
  readonly username: string;
  readonly token_id: string;
  readonly reference_token?: string;
}

/** The three places and spellings a project key comes in, settled by `projectIn`. */
const projectMembers = {
  project_key: textOrAbsent(longestName),
  projectKey: textOrAbsent(longestName),
  project: textOrAbsent(longestName),
};

/**
 * Reads a document against its schema.
 * @returns the first fault, beginning with the member's name
 */
export function readDocument<T>(schema: z.ZodType<T>, value: unknown): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const member = issue?.path.join(".") || "request body";
  const message = issue?.message ?? "is not valid";
  return { ok: false, message: message.startsWith("token_spec ") ? message : `${member} ${message}` };
}

/** The projects named in several places; more than one contradict each other. */
function distinctProjects(given: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(given.filter((key): key is string => key !== undefined && key !== ""))];
}

function givenAs(projects: readonly string[]): string {
  return `is given as ${projects.map((key) => quote(key)).join(" and as ")}`;
}

/** Query parameters may be repeated; two values then contradict each other. */
const projectQuery = z.object({
  project_key: z.union([text, z.array(text)]).optional(),
  projectKey: z.union([text, z.array(text)]).optional(),
});
const projectBody = z.object(projectMembers);

/**
 * The project a request is about: the query says it, and the body's three spellings may repeat it.
 * @returns null for none; a fault when two places name different projects, or for no project key at all
 */
export function projectIn(query: unknown, body: JsonObject = {}): Read<string | null> {
  const asked = readDocument(projectQuery, query);
  if (!asked.ok) return asked;
  const told = readDocument(projectBody, withoutNulls(body));
  if (!told.ok) return told;
  const given = [...Object.values(asked.value), ...Object.values(told.value)].flat();
  const projects = distinctProjects(given);
  const [project] = projects;
  if (project === undefined) return { ok: true, value: null };
  if (projects.length > 1) return { ok: false, message: `project_key ${givenAs(projects)}` };
  const { pattern, words } = projectKeyForm;
  if (pattern.test(project)) return { ok: true, value: project };
  const folded = project.toLowerCase();
  const hint = pattern.test(folded) ? `; did you mean ${quote(folded)}?` : "";
  return { ok: false, message: `project_key ${words}${hint}` };
}

/** What a stored document may not change. */
interface Fixed {
  readonly name: string;
  readonly project: string | null;
}

/**
 * Name and project of a document, where the path and what stands already have a say.
 * @param standing what is replaced; null: a new one, whose name must be in the document
 */
export function identityOf(
  document: { readonly name?: string | undefined },
  project: string | null,
  standing: Fixed | null,
): Read<{ readonly name: string; readonly project: string | null }> {
  if (standing === null) {
    return document.name === undefined
      ? { ok: false, message: "name must not be blank" }
      : { ok: true, value: { name: document.name, project } };
  }
  if (document.name !== undefined && document.name !== standing.name) {
    return { ok: false, message: `name cannot be changed; it is ${quote(standing.name)}` };
  }
  if (project !== null && project !== standing.project) {
    const owner = standing.project === null ? "no project" : quote(standing.project);
    return { ok: false, message: `project_key cannot be changed; it is ${owner}` };
  }
  return { ok: true, value: { name: standing.name, project: standing.project } };
}

const pathName = z.string().default("");
const pathParameters = z.object({
  provider: pathName,
  mapping: pathName,
  project: pathName,
  role: pathName,
  group: pathName,
});

/** The names in a request's path; empty where the route has none. */
export function pathNames(parameters: unknown): z.output<typeof pathParameters> {
  return pathParameters.parse(parameters);
}
