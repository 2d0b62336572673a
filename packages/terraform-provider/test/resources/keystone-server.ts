/** A real server with what an operator sends to its Keystone face by other means than the provider. */

import type { Call } from "../../src/engine/kinds.ts";
import type { Server } from "../../src/server/connection.ts";
import { type RealServer, startServer } from "./real-server.ts";

export interface KeystoneServer extends RealServer {
  /** As the descriptions are given it. */
  readonly connection: Server;
  /** Sends JSON below `/v3/OS-FEDERATION`. @returns the JSON of the answer; null: it has none */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, whose members the test names
  operator(method: string, path: string, body?: unknown): Promise<any>;
}

export async function startKeystoneServer(): Promise<KeystoneServer> {
  const server = await startServer();
  return {
    ...server,
    connection: {
      url: server.url,
      token: async () => ({ ok: true, token: server.adminToken, source: null }),
      userAgent: "tests/1",
      timeoutMs: 20_000,
    },
    async operator(method, path, body) {
      const answer = await server.send(`/v3/OS-FEDERATION${path}`, {
        method,
        headers: { "x-auth-token": server.adminToken, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return text === "" ? null : JSON.parse(text);
    },
  };
}

/** A request of Terraform that nobody interrupts. */
export const call: Call = { signal: new AbortController().signal };
