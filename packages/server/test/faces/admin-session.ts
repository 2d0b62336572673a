/** What a page of the console does: signs in, and sends the session's cookie with its token. */

import type { TestApp } from "../app.ts";

export type Document = Readonly<Record<string, unknown>>;

export interface BrowserSession {
  readonly setCookie: string;
  /** `name=value`. */
  readonly cookie: string;
  readonly csrfToken: string;
  readonly document: Document;
  /** Of a request that a page of the server's own sends. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly document: Document;
}

export async function signIn(app: TestApp, token = app.adminToken): Promise<BrowserSession> {
  const { status, headers, document } = await post(app, "/session", { token });
  if (status !== 201) throw new Error(JSON.stringify(document));
  return sessionOf(app, headers.getSetCookie()[0] ?? "", document);
}

/** @param setCookie the header that set the session's cookie */
export function sessionOf(app: Pick<TestApp, "url">, setCookie: string, document: Document): BrowserSession {
  const cookie = setCookie.split(";")[0] ?? "";
  const csrfToken = String(document["csrf_token"]);
  return {
    setCookie,
    cookie,
    csrfToken,
    document,
    headers: { cookie, "x-countersign-csrf": csrfToken, origin: app.url, "sec-fetch-site": "same-origin" },
  };
}

export async function send(
  app: TestApp,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Answer> {
  const response = await app.send(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const document: Document = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, document };
}

export function post(app: TestApp, path: string, body: unknown): Promise<Answer> {
  return send(app, "POST", path, { origin: app.url, "sec-fetch-site": "same-origin" }, body);
}

export function get(app: TestApp, { cookie }: Pick<BrowserSession, "cookie">, path: string): Promise<Answer> {
  return send(app, "GET", path, { cookie, "sec-fetch-site": "same-origin" });
}

export function confirm(app: TestApp, session: BrowserSession, token: string): Promise<Answer> {
  return send(app, "POST", "/session/confirmation", session.headers, { token });
}
