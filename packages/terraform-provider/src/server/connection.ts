/**
 * The way to the server: one place that sends requests, with the credential, a time limit and an identity, and takes
 * for an answer only what a Countersign server gives. A page of a proxy is never read as "there is no such object".
 */

import { setTimeout as pause } from "node:timers/promises";
import { networkSentence } from "./network-sentence.ts";

/** What resources, data sources and ephemeral resources work with. */
export interface Server {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** The credential at this moment; a workload's is exchanged again before it ends. */
  readonly token: () => Promise<Credential>;
  readonly userAgent: string;
  /** In milliseconds, for one request with its answer. */
  readonly timeoutMs: number;
}

/** `token` null: none is configured, and the server will say what it misses. `source` null: none is wanted. */
export type Credential =
  | { readonly ok: true; readonly token: string | null; readonly source: CredentialSource | null }
  | { readonly ok: false; readonly sentence: string };

/** Where a credential came from, for whoever is told that it was not taken. */
export type CredentialSource =
  /** None is sent, as the configuration wants it. */
  | { readonly kind: "anonymous" }
  /** The attribute or variable that holds it. */
  | { readonly kind: "given"; readonly from: string }
  /** An ID token was exchanged for it at this OIDC configuration. */
  | { readonly kind: "exchange"; readonly providerName: string };

export interface Asked {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the root, each part encoded (`pathOf`). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent in place of `body`, as it is: JSON whose numbers must arrive as they are written. */
  readonly json?: string;
  /** The header that carries the credential; `authorization`, as a bearer token, unless given. `none`: it is not sent. */
  readonly credential?: "authorization" | "x-auth-token" | "none";
  /** Ends the waiting: for the answer to a question, and for another try. The answer to a change is awaited all the same. */
  readonly signal?: AbortSignal;
}

/** What the server said, or that it said nothing. */
export type Answer =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** The JSON of the answer; undefined: it has none. Numbers beyond 2^53 are rounded here, and not in `text`. */
      readonly body: unknown;
      readonly text: string;
      readonly headers: Headers;
      /** Names this answer in the server's log; quote it to the administrator. */
      readonly requestId: string | null;
      /** The credential it was asked with; null: it was asked without, as whoever asked wanted. */
      readonly askedAs: CredentialSource | null;
    }
  | {
      readonly kind: "none";
      /** Whole sentences: what was seen, and what to do. */
      readonly sentence: string;
      /** True: what was asked may have been done all the same. */
      readonly unsure: boolean;
    };

/** How often a request is sent again that was turned away for the moment (429, 503), having done nothing. */
const furtherTries = 4;
/** The longest pause that the server may ask for between two tries; more is for the person to wait. */
const longestPauseMs = 15_000;
/** No document of the server comes near it. */
const longestAnswer = 32 * 1024 * 1024;

/** Sends a request; again, after the pause the server asks for, while it is turned away for the moment. */
export async function ask(server: Server, asked: Asked): Promise<Answer> {
  for (let tried = 0; ; tried++) {
    const answer = await askOnce(server, asked);
    const pauseMs = askedPauseMs(answer);
    if (pauseMs === null || tried === furtherTries || asked.signal?.aborted) return answer;
    await pause(pauseMs, undefined, { signal: asked.signal }).catch(() => undefined);
  }
}

/** Joins parts to a path, each encoded so that it cannot leave its place. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(encodePart).join("/")}`;
}

// A client resolves `.` and `..` also when they are percent-encoded, so they are made unlike any path.
function encodePart(part: string): string {
  return /^\.{1,2}$/.test(part)
    ? encodeURIComponent(part).replaceAll(".", "%252E")
    : encodeURIComponent(part);
}

async function askOnce(server: Server, asked: Asked): Promise<Answer> {
  const credential = await server.token();
  if (!credential.ok) return { kind: "none", sentence: credential.sentence, unsure: false };
  const limit = AbortSignal.timeout(server.timeoutMs);
  // Nobody knows whether a change was made whose answer was not awaited, and its object is lost to the state.
  const stop = asked.method === "GET" ? asked.signal : undefined;
  const json = jsonOf(asked);
  try {
    const response = await fetch(`${server.url}${asked.path}${queryOf(asked)}`, {
      method: asked.method,
      headers: headersOf(server, asked, credential.token),
      ...(json !== undefined && { body: json }),
      // A credential must never follow a redirect to somewhere else.
      redirect: "manual",
      signal: stop === undefined ? limit : AbortSignal.any([limit, stop]),
    });
    return await readAnswer(server, asked, response, credential.source);
  } catch (cause) {
    return { kind: "none", ...networkSentence(server, asked.method, cause) };
  }
}

function headersOf(server: Server, asked: Asked, token: string | null): Record<string, string> {
  const carrier = asked.credential ?? "authorization";
  return {
    accept: "application/json",
    "user-agent": server.userAgent,
    ...(jsonOf(asked) !== undefined && { "content-type": "application/json" }),
    ...(token !== null && carrier === "authorization" && { authorization: `Bearer ${token}` }),
    ...(token !== null && carrier === "x-auth-token" && { "x-auth-token": token }),
  };
}

function jsonOf({ json, body }: Asked): string | undefined {
  return json ?? (body === undefined ? undefined : JSON.stringify(body));
}

function queryOf({ query = {} }: Asked): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return search.size === 0 ? "" : `?${search}`;
}

async function readAnswer(
  server: Server,
  asked: Asked,
  response: Response,
  askedAs: CredentialSource | null,
): Promise<Answer> {
  const { status, headers } = response;
  const stranger = (seen: string): Answer => ({
    kind: "none",
    sentence: `${server.url} answered ${asked.method} ${asked.path} with ${seen}. A Countersign server does not; see that url is its base URL, and what stands between.`,
    unsure: asked.method !== "GET" && (status < 300 || status >= 500),
  });
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return stranger(`a redirect to ${headers.get("location") ?? "nowhere"}, which is not followed`);
  }
  const text = await readText(response);
  if (text === null) return stranger("more than can be a document");
  const requestId = headers.get("x-request-id");
  const answer = { kind: "answer", status, text, headers, requestId, askedAs } as const;
  if (text === "") return { ...answer, body: undefined };
  if (!/^application\/([\w.-]+\+)?json\b/i.test(headers.get("content-type") ?? "")) {
    return stranger(`status ${status} and something that is not JSON`);
  }
  const body = parse(text);
  if (body === undefined) return stranger(`status ${status} and broken JSON`);
  return { ...answer, body };
}

async function readText(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > longestAnswer) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @returns undefined where the text is no JSON, or holds half a surrogate pair, with which Terraform takes no message */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, mayHoldHalves.test(text) ? refuseHalves : undefined);
  } catch {
    return undefined;
  }
}

/** Only an escape brings one in, and hardly a document has any. */
const mayHoldHalves = /\\u[dD][89a-fA-F]/;

function refuseHalves(name: string, value: unknown): unknown {
  if (!name.isWellFormed() || (typeof value === "string" && !value.isWellFormed())) throw new RangeError();
  return value;
}

/** @returns null: the answer is final */
function askedPauseMs(answer: Answer): number | null {
  if (answer.kind === "none" || (answer.status !== 429 && answer.status !== 503)) return null;
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const pauseMs = Number.isFinite(seconds) ? Math.max(seconds, 0) * 1000 : Number.NaN;
  return pauseMs <= longestPauseMs ? pauseMs : null;
}
