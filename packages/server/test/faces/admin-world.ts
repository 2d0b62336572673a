/** What tests of the admin API share: a server, its administrator, and providers made for one test. */

import { afterAll, beforeAll } from "vitest";
import { startApp, type TestApp } from "../app.ts";

export type Document = Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] };

/** Starts a server before the tests of a file, and ends it after them. */
export function useAdminApi() {
  let started: TestApp | null = null;
  const app = (): TestApp => {
    if (started === null) throw new Error("the server has not started yet");
    return started;
  };
  beforeAll(async () => {
    started = await startApp();
  });
  afterAll(() => started?.close());

  /** Sends as administrator, with further headers. */
  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await app().send(`/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${app().adminToken}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const document: Document = text === "" ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, document };
  }

  let count = 0;
  /** Creates a provider of its own for a test. */
  async function provider(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    count += 1;
    const name = `provider-${count}`;
    const { status, document } = await send("POST", "/providers", {
      name,
      issuer_url: `https://issuer-${count}.example`,
      audience: "sts",
      ...changes,
    });
    if (status !== 201) throw new Error(JSON.stringify(document));
    return name;
  }

  return { app, send, provider };
}

export const mappingOf = (provider: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  name: "deploy",
  provider,
  claims: { sub: "job-1" },
  grant: { groups: ["readers"] },
  ...changes,
});
