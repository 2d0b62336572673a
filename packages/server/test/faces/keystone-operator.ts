/** An operator at the Keystone face: requests with an administrator's secret, and what came of them. */

import type { TestApp } from "../app.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, whose members the test names
  readonly body: any;
  readonly headers: Headers;
}

export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Sends JSON below `/v3` with a token. @param token as X-Auth-Token; absent: the bootstrap secret; null: none */
export function sender(
  app: Pick<TestApp, "send" | "adminToken">,
  token: string | null = app.adminToken,
): Send {
  return async (method, path, body) => {
    const response = await app.send(`/v3${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { "x-auth-token": token }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? null : JSON.parse(text),
      headers: response.headers,
    };
  };
}

/** The message of an error, and its status. */
export function errorOf({ status, body }: Answer): readonly [number, string] {
  return [status, body.error.message];
}
