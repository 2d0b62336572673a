/**
 * Exchanges recorded at a running Keystone, replayed against this server from top to bottom: real HTTP, and ID tokens
 * that real issuers signed. What an answer held in a place of the recording (an id, a token) is what later requests
 * send in that place. Compared are the status, the members and the types of their values.
 *
 * What was outside the recording, or ends here, is made up for, so that the exchanges behind it can still be compared:
 * - Keystone let a module of Apache verify the tokens, so identity providers of the recording mostly have no issuer.
 *   Here nobody comes in through one without, so it is given the one that the module was set up for.
 * - Disabling an identity provider ends its tokens here. Once it is enabled again, the logins are repeated.
 * - A user cannot be made with a password. It is made without.
 */

import { ask } from "../transcripts/access-clients.ts";

export interface Exchange {
  readonly label: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly x_auth_token?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** A text is sent as it is, anything else as JSON. */
    readonly body?: unknown;
    /** Of the ID token that came along. */
    readonly bearer_claims?: Readonly<Record<string, unknown>>;
    /** The module named nobody. */
    readonly no_remote_user?: boolean;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** Where the exchanges are replayed. */
export interface Stage {
  readonly url: string;
  /** Of an administrator. */
  readonly credential: string;
  /** What stands for places of the recording that no answer fills. */
  readonly given: Readonly<Record<string, string>>;
  /** The issuer that stands for one of the recording. */
  issuerFor(recorded: string): {
    readonly url: string;
    sign(claims: Readonly<Record<string, unknown>>): string;
  };
}

/** One exchange, and in what the answer here differed. */
export interface Replayed {
  readonly exchange: Exchange;
  /** The label of what it is about: its own, or of the exchange it prepares or clears away after. */
  readonly about: string;
  readonly differences: readonly string[];
}

const place = /<[A-Za-z][A-Za-z0-9_]*>/g;
const wholePlace = /^<[A-Za-z][A-Za-z0-9_]*>$/;
const recordedAddress = "http://KEYSTONE";

export async function replay(stage: Stage, exchanges: readonly Exchange[]): Promise<readonly Replayed[]> {
  const places = new Map(Object.entries(stage.given));
  const replayed: Replayed[] = [];
  // What every Keystone has from its first command on (`keystone-manage bootstrap`), and a server here has not.
  await operate(stage, "POST", "/v3/projects", { project: { name: "admin", domain_id: "default" } });
  for (const [index, exchange] of exchanges.entries()) {
    const request = filledIn(stage, places, exchange.request) as Exchange["request"];
    if (exchange.request.bearer_claims !== undefined) await giveIssuer(stage, exchange.request);
    const answer = await send(stage, request, exchange.request);
    const recorded = filledIn(stage, places, exchange.response) as Exchange["response"];
    const differences = [...compare(recorded, answer)];
    learn(places, exchange, answer);
    replayed.push({ exchange, about: whatAbout(exchanges, index), differences });
    await makeUpFor(stage, places, exchange.request, exchanges.slice(0, index));
  }
  return replayed;
}

/** Whether an exchange only prepares others, or clears away after them. */
const isAside = ({ label }: Exchange) => label.includes("setup");

function whatAbout(exchanges: readonly Exchange[], index: number): string {
  const around =
    exchanges[index]?.request.method === "DELETE"
      ? exchanges.slice(0, index + 1).toReversed()
      : exchanges.slice(index);
  return (around.find((exchange) => !isAside(exchange)) ?? exchanges[index])?.label ?? "";
}

/** What this server does not do, or has done beyond the recording, as the head of this file has it. */
async function makeUpFor(
  stage: Stage,
  places: Map<string, string>,
  { method, path, body }: Exchange["request"],
  before: readonly Exchange[],
): Promise<void> {
  const { user, identity_provider } = (body ?? {}) as {
    readonly user?: Readonly<Record<string, unknown>>;
    readonly identity_provider?: { readonly enabled?: boolean };
  };
  if (user !== undefined && method === "POST" && path === "/v3/users") {
    const { password: _, ...withoutPassword } = user;
    await operate(stage, method, path, { user: withoutPassword });
  }
  if (method === "PATCH" && identity_provider?.enabled === true) {
    const logins = before.filter(
      ({ request }) => request.path.startsWith(`${path}/`) && request.bearer_claims,
    );
    for (const login of logins) {
      const answer = await send(
        stage,
        filledIn(stage, places, login.request) as Exchange["request"],
        login.request,
      );
      const held = headersOf(login.response)["x-subject-token"];
      if (held !== undefined) places.delete(held);
      learn(places, login, answer);
    }
  }
}

async function operate(
  { url, credential }: Stage,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { text } = await ask(`${url}${path}`, {
    method,
    headers: { "x-auth-token": credential, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return JSON.parse(text);
}

/** A document of the recording with this server's ids, tokens, issuers and address in their places. */
function filledIn(stage: Stage, places: ReadonlyMap<string, string>, value: unknown): unknown {
  if (typeof value === "string") {
    if (/^https:\/\/[a-z.]+$/.test(value)) return stage.issuerFor(value).url;
    return value
      .replace(/^<(\d+) x>$/, (_, length: string) => "x".repeat(Number(length)))
      .replaceAll(recordedAddress, stage.url)
      .replace(place, (name) => places.get(name) ?? name);
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(stage, places, item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledIn(stage, places, member)]),
  );
}

async function giveIssuer(stage: Stage, recorded: Exchange["request"]): Promise<void> {
  const [, id] = /\/identity_providers\/([^/]+)\//.exec(recorded.path) ?? [];
  const path = `/v3/OS-FEDERATION/identity_providers/${id}`;
  const found = (await operate(stage, "GET", path)) as { identity_provider?: { remote_ids: string[] } };
  if (found.identity_provider === undefined || found.identity_provider.remote_ids.length > 0) return;
  const remote_ids = [stage.issuerFor(String(recorded.bearer_claims?.["iss"])).url];
  await operate(stage, "PATCH", path, { identity_provider: { remote_ids } });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON, or a text that is none; null where there is nothing. */
  readonly body: unknown;
}

async function send(
  stage: Stage,
  request: Exchange["request"],
  recorded: Exchange["request"],
): Promise<Answer> {
  const { method, path, x_auth_token, body, bearer_claims } = request;
  const json = body !== undefined && typeof body !== "string";
  const answer = await ask(`${stage.url}${path}`, {
    method,
    headers: {
      ...(x_auth_token !== undefined && { "x-auth-token": x_auth_token }),
      ...(bearer_claims !== undefined && { authorization: `Bearer ${tokenOf(stage, request, recorded)}` }),
      ...(json && { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
  });
  return { status: answer.status, headers: answer.headers, body: parsed(answer.text) };
}

/** Signed by the issuer it names; one without an issuer by that of the others. No user of the module: no subject. */
function tokenOf(
  stage: Stage,
  { bearer_claims = {}, no_remote_user }: Exchange["request"],
  recorded: Exchange["request"],
) {
  const issuer = stage.issuerFor(String(recorded.bearer_claims?.["iss"]));
  const nobody = no_remote_user === true ? { sub: undefined } : {};
  return issuer.sign({ iss: undefined, ...bearer_claims, ...nobody });
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const headersOf = ({ headers }: Exchange["response"]) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Remembers what the answer has in each place of the recording, the first time. */
function learn(places: Map<string, string>, { response }: Exchange, { headers, body }: Answer): void {
  learnFrom(places, headersOf(response), headers);
  learnFrom(places, response.body, body);
}

function learnFrom(places: Map<string, string>, recorded: unknown, here: unknown): void {
  if (typeof recorded === "string" && wholePlace.test(recorded)) {
    if (typeof here === "string" && !places.has(recorded)) places.set(recorded, here);
  } else if (Array.isArray(recorded) && Array.isArray(here)) {
    for (const [of, item] of paired(recorded, here)) learnFrom(places, of, item);
  } else if (isDocument(recorded) && isDocument(here)) {
    for (const [name, member] of Object.entries(recorded)) learnFrom(places, member, here[name]);
  }
}

const isDocument = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Elements of lists without an order: those of one name, and the rest one after another. */
function paired(
  recorded: readonly unknown[],
  here: readonly unknown[],
): readonly (readonly [unknown, unknown])[] {
  const nameOf = (value: unknown) => (isDocument(value) ? (value["name"] ?? value["id"]) : undefined);
  const left = [...here];
  const taken = recorded.map((item) => {
    const named = left.findIndex((other) => nameOf(other) !== undefined && nameOf(other) === nameOf(item));
    return named < 0 ? undefined : left.splice(named, 1)[0];
  });
  return recorded.map((item, index) => [item, taken[index] ?? left.shift()] as const);
}

/** Headers that a client reads, beside those every answer has. */
const readHeaders = ["x-subject-token", "www-authenticate", "allow", "x-openstack-request-id"];

function* compare(recorded: Exchange["response"], here: Answer): Generator<string> {
  if (recorded.status !== here.status) yield `status ${recorded.status}, here ${here.status}`;
  const headers = headersOf(recorded);
  for (const name of readHeaders) {
    if (headers[name] !== undefined && here.headers[name] === undefined) yield `header ${name} is missing`;
  }
  if (isPage(recorded.body)) {
    if (!isDocument(here.body)) yield "a page, and here no JSON either";
  } else yield* compareValues("body", recorded.body, here.body);
}

/** Keystone's own failure, or a path that is not there: a page for a browser. */
const isPage = (body: unknown) => isDocument(body) && body["__html__"] === true;

/** Sentences that clients show, or go by. Those of a validator, which end a line, are each one's own. */
function isSentence(path: string, value: string): boolean {
  return path === "body.error.message" && !/Invalid input|\n$|…\[cut\]$/.test(value);
}

function* compareValues(path: string, recorded: unknown, here: unknown): Generator<string> {
  if (typeOf(recorded) !== typeOf(here)) yield `${path}: ${typeOf(recorded)}, here ${typeOf(here)}`;
  else if (typeof recorded === "string" && isSentence(path, recorded)) {
    if (recorded !== here) yield `${path}: "${recorded}", here "${here}"`;
  } else if (Array.isArray(recorded) && Array.isArray(here)) {
    if (recorded.length !== here.length) yield `${path}: ${recorded.length} elements, here ${here.length}`;
    for (const [of, item] of paired(recorded, here))
      if (item !== undefined) yield* compareValues(`${path}[]`, of, item);
  } else if (isDocument(recorded) && isDocument(here)) {
    for (const name of Object.keys(recorded)) {
      if (!Object.hasOwn(here, name)) yield `${path}.${name} is missing`;
      else yield* compareValues(`${path}.${name}`, recorded[name], here[name]);
    }
    for (const name of Object.keys(here))
      if (!Object.hasOwn(recorded, name)) yield `${path}.${name} is added`;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
