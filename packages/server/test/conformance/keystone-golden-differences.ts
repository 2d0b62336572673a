/**
 * In what this server answers otherwise than the Keystone that was recorded, and why. An entry says what an exchange
 * is (what it is about, its method, its path, the recorded status) and what was found; one that is no longer found fails the
 * test, as does a difference that stands in none.
 */

import type { Replayed } from "./keystone-golden.ts";

export interface Difference {
  readonly at: {
    /** The label, or that of what is prepared or cleared away. */
    readonly about?: RegExp;
    readonly method?: RegExp;
    readonly path?: RegExp;
    readonly status?: number;
  };
  readonly found: RegExp;
  readonly because: string;
}

/** What one answer has instead of another: a refusal for what was given, or the other way round. */
const instead =
  "body\\.\\w+ is (?:missing|added)|body: null, here object|header [\\w-]+ is missing|body\\.error\\.";

/** Refused or given with that status in place of the recorded one, and what follows from it. */
const answers = (here: number) => new RegExp(`^(?:status \\d+, here ${here}$|${instead})`);

export const differences: readonly Difference[] = [
  {
    at: {},
    found: /^body\.error\.(?:details|reference) is added$/,
    because: "beside Keystone's sentence an error says what to do next, and its reference id",
  },
  {
    at: { status: 405 },
    found: /^body\.error is added$/,
    because: "a wrong method is told in the form of every other error too",
  },
  {
    at: { path: /^\/(?:nope|v2\.0|healthcheck)/ },
    found: /^header x-openstack-request-id is missing$/,
    because: "this path is not of this face, which gives its ids alone this name",
  },
  {
    at: { path: /^\/healthcheck$/ },
    found: /^body: object, here string$/,
    because: "the health check is the server's own, for load balancers, which read the status",
  },

  {
    at: { path: /^\/v3\/users$/ },
    found: answers(400),
    because: "nobody has a password here, and a user made with one could not log in",
  },
  {
    at: { about: /^admin (?:project|system) token$/ },
    found: /^body\.token\.roles: 4 elements, here 1$/,
    because: "no role implies another: an administrator has the role admin",
  },
  {
    at: { path: /^\/v3\/auth\/tokens/ },
    found: /^body\.token\.roles: 2 elements, here 1$/,
    because: "no role implies another: member is not reader",
  },
  {
    at: { path: /^\/v3\/(?:roles|auth\/tokens)/ },
    found: /^body\.(?:token\.)?roles\[\]\.description: null, here string$/,
    because: "the roles there are say what they are",
  },
  {
    at: { path: /^\/v3\/auth\/tokens/ },
    found: /^body\.token\.is_admin_project is added$/,
    because: "keystonemiddleware takes a token without it for one of the administrators' project",
  },
  {
    at: {},
    found: /^body\.token\.user\.OS-FEDERATION\.groups\[\]\.name is added$/,
    because: "groups have their names too, as Huawei Cloud's clients read them",
  },
  {
    at: { about: /saml2 unsupported/ },
    found: /^body\.error\.identity\.methods: 5 elements, here 6$/,
    because: "the methods are those there are here",
  },
  {
    at: { about: /^(?:RESCOPE garbage token|VALIDATE bad subject)$/ },
    found: /Could not recognize Fernet token", here "Could not find token\./,
    because: "tokens here are not of Keystone's kind Fernet",
  },
  {
    at: { about: /^VALIDATE by other non admin$/ },
    found: answers(200),
    because:
      "whoever is no administrator and has a password is a service token, made to ask about the tokens of others",
  },
  {
    at: { about: /^(?:LIST unscoped \/v3\/auth\/system)$/ },
    found: answers(200),
    because: "Keystone fails over the system's roles of a federated user; there are none",
  },
  {
    at: { about: /^RESCOPE system$/ },
    found: answers(401),
    because: "Keystone fails over the system's roles of a federated user; without one it is out of reach",
  },

  {
    at: { path: /\/OS-FEDERATION\/(?:websso|identity_providers\/idp1\/protocols\/openid\/websso)/ },
    found: answers(404),
    because: "nobody signs in here with a browser",
  },

  {
    at: { about: /schema version$|^idp enabled string$/, status: 500 },
    found: answers(400),
    because: "Keystone fails over a value that is none of those allowed; it is told so",
  },
  {
    at: {
      about:
        /^(?:mapping index out of range accepted at create|DirectMappingError index out of range|3\.0 projects_json pattern mismatch)/,
    },
    found: answers(400),
    because: "rules by which every login fails are refused when they are written",
  },
  {
    at: {
      about:
        /^(?:mapping index out of range accepted at create|DirectMappingError index out of range|3\.0 projects_json pattern mismatch)/,
    },
    found: answers(404),
    because: "what was refused when it was written is not there",
  },
  {
    at: { about: /^idp id (?:65 chars|slash|with space)$/ },
    found: answers(400),
    because:
      "the id of an identity provider is one that Huawei Cloud's clients may send; others are 400 with Huawei's sentence",
  },

  {
    at: { about: /^AUTH ok mapped$/ },
    found: answers(201),
    because: "one person comes in through two protocols of an identity provider as the same user",
  },
  {
    at: { about: /^AUTH protocol not in \[auth\]methods$/ },
    found: answers(201),
    because: "a protocol is there as soon as it is written; there is no list of methods beside it",
  },
  {
    at: { about: /^AUTH protocol unknown not in methods$/ },
    found: answers(404),
    because: "a protocol that is not there is told as such; there is no list of methods beside it",
  },
  {
    at: { about: /while idp disabled$/ },
    found: answers(404),
    because: "disabling an identity provider ends its tokens at once",
  },
  {
    at: { about: /^token after idp deleted$/ },
    found: /Could not find user/,
    because: "a token of an identity provider that is gone is told like every other that ended",
  },
  {
    at: { about: /^(?:mapped group id missing|group_ids unknown)$/ },
    found: answers(201),
    because: "a group that is not there is left out whether it is named by its id or by its name",
  },
  {
    at: { about: /^3\.0 projects_json not json$/ },
    found: answers(401),
    because: "Keystone fails over a claim that is no JSON; it is a claim that no rule takes",
  },
  {
    at: { about: /^(?:3\.0 projects_json|[23]\.0 (?:no domain anywhere|user domain, project w\/o domain))$/ },
    found: answers(201),
    because: "where no rule names a domain it is that of the identity provider; Keystone fails",
  },
  {
    at: { about: /^auth with disabled federated user$/ },
    found: answers(401),
    because: "a disabled user is turned away at the login, not with the first use of the token",
  },

  {
    at: { path: /^\/v3\/users\/<USERID_\d+>$/, method: /^GET$/ },
    found: answers(404),
    because: "a login writes no user: whoever comes in lives as long as the tokens",
  },
  {
    at: { path: /^\/v3\/users\/<USERID_\d+>$/, method: /^PATCH$/ },
    found: /^body\.user\.(?:domain_id: string, here null|(?:extra|federated) is missing)$/,
    because: "of a user that no login has written only that is known which an operator wrote",
  },
  {
    at: { about: /^user groups$/ },
    found: /^body\.groups: 1 elements, here 0$/,
    because: "groups are in the token that a login made, and nowhere else",
  },
  {
    at: { about: /^projects$/ },
    found: /^body\.projects: 2 elements, here 1$/,
    because: "roles that a mapping gives end with the token; an earlier login leaves none behind",
  },
];

/** Whether the entry is about this exchange, and about what was found in it. */
export function covers(
  { at, found }: Difference,
  { exchange, about }: Replayed,
  difference: string,
): boolean {
  const { request, response } = exchange;
  return (
    (at.about?.test(about) ?? true) &&
    (at.method?.test(request.method) ?? true) &&
    (at.path?.test(request.path) ?? true) &&
    (at.status === undefined || at.status === response.status) &&
    found.test(difference)
  );
}
