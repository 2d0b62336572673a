/** Requests as a corpus case describes them, from a changed member to bytes that never arrive. */

import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { RequestChange } from "./corpus-case.ts";
import { expand, type Placeholders, writeJson } from "./corpus-expand.ts";

export const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token";

/** One request, ready to be sent. */
export interface CorpusRequest {
  readonly method: string;
  /** With the question mark; empty: none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Sends only so much of the body, then waits. */
  readonly stopsAfterBytes: number | null;
}

/** What came back. */
export interface CorpusAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly tookMs: number;
  /** The server ended the connection by itself. */
  readonly closed: boolean;
}

/** The members of the base request, changed. @param known with the token */
export function bodyMembers(
  change: RequestChange | undefined,
  known: Placeholders,
): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>([
    ["grant_type", grantType],
    ["subject_token_type", idTokenType],
    ["subject_token", known.token ?? ""],
    ["provider_name", "p-main"],
  ]);
  for (const [name, value] of Object.entries(change?.set ?? {})) members.set(name, expand(value, known));
  for (const name of change?.remove ?? []) members.delete(name);
  return members;
}

/**
 * The request a case describes.
 * @param known with the token
 * @param members of its document
 */
export function buildRequest(
  change: RequestChange | undefined,
  known: Placeholders,
  members: ReadonlyMap<string, unknown> = bodyMembers(change, known),
): CorpusRequest {
  const inQuery = change?.query_from_body === true;
  const query = new URLSearchParams(
    [...Object.entries(Object(expand(change?.query ?? {}, known))), ...(inQuery ? members : [])].map(
      ([name, value]) => [name, String(value)],
    ),
  );
  const method = change?.method ?? "POST";
  const bodiless = inQuery || method === "GET" || method === "HEAD";
  return {
    method,
    query: query.size === 0 ? "" : `?${query}`,
    headers: {
      ...(!bodiless && { "content-type": change?.content_type ?? "application/json" }),
      ...Object.fromEntries(
        Object.entries(change?.headers ?? {}).map(([name, value]) => [name, String(expand(value, known))]),
      ),
    },
    body: bodiless ? null : bodyBytes(change, members, known),
    stopsAfterBytes: change?.slow_body?.after_bytes ?? null,
  };
}

function bodyBytes(
  change: RequestChange | undefined,
  members: ReadonlyMap<string, unknown>,
  known: Placeholders,
): Buffer {
  if (change?.body_gzip_of !== undefined)
    return gzipSync(Buffer.from(String(expand(change.body_gzip_of, known))));
  if (change?.raw_body !== undefined) {
    const raw = expand(change.raw_body, known);
    return Buffer.from(typeof raw === "string" ? raw : writeJson(raw));
  }
  const json = [...members].map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)}`).join(",");
  return Buffer.from(`${String(expand(change?.body_prefix ?? "", known))}{${json}}`);
}

/** Sends the request. @param url of the server, without a slash at the end */
export async function sendRequest(url: string, path: string, request: CorpusRequest): Promise<CorpusAnswer> {
  const began = performance.now();
  if (request.stopsAfterBytes !== null) return sendPartly(url, path, request, request.stopsAfterBytes);
  const answer = await fetch(`${url}${path}${request.query}`, {
    method: request.method,
    headers: request.headers,
    redirect: "manual",
    ...(request.body !== null && { body: new Uint8Array(request.body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    tookMs: performance.now() - began,
    closed: answer.headers.get("connection") === "close",
  };
}

/** Resolves once the server has closed the connection. */
function sendPartly(
  url: string,
  path: string,
  { method, headers, body }: CorpusRequest,
  bytes: number,
): Promise<CorpusAnswer> {
  const began = performance.now();
  const { hostname, port } = new URL(url);
  const content = body ?? Buffer.alloc(0);
  const lines = Object.entries({ host: hostname, ...headers, "content-length": String(content.length) });
  const head = lines.map(([name, value]) => `${name}: ${value}`).join("\r\n");
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n\r\n`);
      socket.write(content.subarray(0, bytes));
    });
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [status = "", ...fields] = (received.split("\r\n\r\n")[0] ?? "").split("\r\n");
      resolve({
        status: Number(status.split(" ")[1]),
        headers: new Headers(
          fields.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
        ),
        text: received.slice(received.indexOf("\r\n\r\n") + 4),
        tookMs: performance.now() - began,
        closed: true,
      });
    });
  });
}
