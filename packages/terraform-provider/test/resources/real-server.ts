/** A real server for tests of descriptions, and the connection to it as the provider makes it. */

import { startApp, type TestApp } from "../../../server/test/app.ts";
import type { Diagnostic, Outcome } from "../../src/engine/diagnostics.ts";
import type { Call } from "../../src/engine/kinds.ts";
import type { Server } from "../../src/server/connection.ts";

export interface RealServer extends TestApp {
  readonly connection: Server;
}

/** @param environment settings beside the defaults */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  const app = await startApp(environment);
  const connection: Server = {
    url: app.url,
    token: async () => ({ ok: true, token: app.adminToken }),
    userAgent: "tests/1",
    timeoutMs: 20_000,
  };
  return { ...app, connection };
}

/** A request of Terraform that nobody interrupts. */
export const call: Call = { signal: new AbortController().signal };

export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.problems.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n"));
}

/** What a person is told of an operation that must fail. */
export function problemOf(outcome: Outcome<unknown>): Diagnostic {
  const [problem, ...others] = outcome.ok ? [] : outcome.problems;
  if (problem === undefined || others.length > 0) throw new Error("there is not exactly one problem");
  return problem;
}
