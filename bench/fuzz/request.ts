/**
 * Requests that carry a fuzzed token: mostly as clients send them, some with one thing wrong with the request
 * itself. The judge reads back which token a request presents, so that nobody else's reading decides that.
 */

import type { LoadRequest } from "../load/connection.ts";
import type { CorpusSeeds } from "./corpus-seeds.ts";
import type { Random } from "./random.ts";
import { readStrictJson } from "./strict-json.ts";

const paths = ["/oauth2/token", "/access/api/v1/oidc/token"] as const;
const json = "application/json";
const form = "application/x-www-form-urlencoded";
const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
const idToken = "urn:ietf:params:oauth:token-type:id_token";

/** @param provider the name of the one provider */
export function requestFor(
  token: string,
  provider: string,
  random: Random,
  corpus: CorpusSeeds,
): LoadRequest {
  const members: [string, unknown][] = [
    ["grant_type", grantType],
    ["subject_token_type", idToken],
    ["subject_token", token],
    ["provider_name", provider],
  ];
  const asForm = random.chance(1, 2);
  const request = {
    method: "POST",
    path: random.pick(paths),
    headers: { "content-type": asForm ? form : json },
    body: asForm ? formOf(members) : JSON.stringify(Object.fromEntries(members)),
  };
  if (random.chance(2, 3)) return request;
  return random.pick(mutations)(request, { members, asForm, random, corpus });
}

interface Around {
  readonly members: [string, unknown][];
  readonly asForm: boolean;
  readonly random: Random;
  readonly corpus: CorpusSeeds;
}

const names = [
  "grant_type",
  "subject_token_type",
  "subject_token",
  "provider_name",
  "actor_token",
  "scope",
  "resource",
  "audience",
  "issuer_url",
  "expires_in",
  "identity_mapping_name",
  "project_key",
  "projectKey",
  "include_reference_token",
  "requested_token_type",
  "client_id",
  "__proto__",
  "constructor",
  "x",
  "",
];
const values: readonly unknown[] = [
  "",
  "x",
  null,
  true,
  0,
  -1,
  1e308,
  [],
  {},
  ["x"],
  [["x"]],
  { a: 1 },
  "true",
  "../..",
  "*",
  "\u0000",
  "\ud800",
  "a b c",
  "https://unknown.example",
  "applied-permissions/admin",
  'applied-permissions/groups:"a","b"',
  "x".repeat(5_000),
];

const mutations: readonly ((request: LoadRequest, around: Around) => LoadRequest)[] = [
  (request, { members, asForm, random }) => {
    const changed = [...members, [random.pick(names), random.pick(values)] as const];
    const body = asForm
      ? formOf(changed)
      : `{${changed.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
    return { ...request, body };
  },
  (request, { members, random }) => {
    const changed = new Map(members).set(random.pick(names), random.pick(values));
    return {
      ...request,
      headers: { "content-type": json },
      body: JSON.stringify(Object.fromEntries(changed)),
    };
  },
  (request, { members, asForm, random }) => {
    const rest = members.filter((_, at) => at !== random.below(members.length));
    return { ...request, body: asForm ? formOf(rest) : JSON.stringify(Object.fromEntries(rest)) };
  },
  (request, { random }) => ({ ...request, body: request.body.slice(0, random.below(request.body.length)) }),
  (request, { random }) => {
    const at = random.below(request.body.length);
    return {
      ...request,
      body:
        request.body.slice(0, at) +
        random.pick(["\u0000", '"', "&", "%", "{", "\ufeff", "\\"]) +
        request.body.slice(at),
    };
  },
  (request, { random }) => ({
    ...request,
    body: random.pick(["[]", "null", "1", '""', "{}", "", "a=b", "[".repeat(1_000)]),
  }),
  (request, { random }) => {
    const type = random.pick([
      json,
      form,
      "text/plain",
      "application/json; charset=utf-16",
      "APPLICATION/JSON",
      "x/y",
      "",
      "multipart/form-data; boundary=x",
    ]);
    return { ...request, headers: { "content-type": type } };
  },
  (request, { random }) => {
    const name = random.pick([
      "content-encoding",
      "authorization",
      "x-forwarded-for",
      "x-request-id",
      "accept",
      "if-match",
      "origin",
    ]);
    return {
      ...request,
      headers: {
        ...request.headers,
        [name]: random.pick(["gzip", "identity", "Bearer x", "%00", "\u00e9", "a".repeat(9_000)]),
      },
    };
  },
  (request, { random }) => ({
    ...request,
    method: random.pick(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]),
  }),
  (request, { random }) => ({
    ...request,
    path: random.pick([
      `${request.path}/`,
      `${request.path}?provider_name=x`,
      `/${request.path}`,
      `${request.path}/..`,
      `${request.path}%2f`,
      request.path.toUpperCase(),
    ]),
  }),
  (request) => ({ ...request, body: request.body + " ".repeat(70_000) }),
  (request, { members, random, corpus }) => {
    const token = String(members[2]?.[1] ?? "");
    return corpus.bodies.length === 0
      ? request
      : { ...request, body: random.pick(corpus.bodies).replaceAll("TOKEN", token) };
  },
];

function formOf(members: readonly (readonly [string, unknown])[]): string {
  return new URLSearchParams(members.map(([name, value]) => [name, String(value)])).toString();
}

/** Parameters that RFC 8693 section 2.1 lets stand several times. */
const repeatable = ["audience", "resource"];

/** The token that a request presents, if it is a request that presents one at all; null otherwise. */
export function presentedToken({ method, headers, body }: LoadRequest): string | null {
  if (method !== "POST") return null;
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  const members = type === json ? membersOfJson(body) : type === form ? membersOfForm(body) : null;
  if (members?.get("grant_type") !== grantType || members.get("subject_token_type") !== idToken) return null;
  const token = members.get("subject_token");
  return typeof token === "string" ? token : null;
}

function membersOfJson(body: string): ReadonlyMap<string, unknown> | null {
  const value = readStrictJson(Buffer.from(body));
  return value instanceof Map ? value : null;
}

function membersOfForm(body: string): ReadonlyMap<string, unknown> | null {
  const pairs = [...new URLSearchParams(body)].filter(([name]) => !repeatable.includes(name));
  const members = new Map(pairs);
  return members.size === pairs.length ? members : null;
}
