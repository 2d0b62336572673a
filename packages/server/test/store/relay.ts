/**
 * A wire between a node and its PostgreSQL that a test can cut: a TCP listener on loopback which passes
 * everything on, or refuses connections, or keeps silent in both directions, or loses what is under way for
 * good although both ends believe in their connection.
 */

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

/** `lost`: what was connected stays silent for ever, also after `pass`; new connections hang until then. */
export type WireState = "pass" | "refuse" | "freeze" | "lost";

export interface Relay {
  /** The database's URL by way of this wire. */
  readonly url: string;
  set(state: WireState): void;
  /** Where connections lead that are opened from now on. @param database as above */
  leadTo(database: string): void;
  close(): Promise<void>;
}

/** @param database a URL of the test's PostgreSQL, over a Unix socket or TCP */
export async function openRelay(database: string): Promise<Relay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: WireState = "pass";
  let address = addressOf(database);
  const server = createServer((near) => {
    if (state === "refuse") {
      near.destroy();
      return;
    }
    const far = connect(address);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (bytes) => void to.write(bytes));
      from.on("end", () => to.end());
      from.on("error", () => undefined);
      from.on("close", () => {
        pairs.delete(pair);
        to.destroy();
      });
      if (state !== "pass") from.pause();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const listening = server.address();
  if (listening === null || typeof listening === "string") throw new Error("the relay does not listen");
  const { port } = listening;
  const url = new URL(database);
  url.searchParams.delete("host");
  url.host = `127.0.0.1:${port}`;
  const given = new Set<readonly [Socket, Socket]>();
  return {
    url: url.href,
    set(next) {
      state = next;
      for (const pair of pairs) {
        if (next === "refuse") pair[0].destroy();
        if (next === "lost") given.add(pair);
        for (const socket of pair) {
          if (next === "pass" && !given.has(pair)) socket.resume();
          else socket.pause();
        }
      }
    },
    leadTo(other) {
      address = addressOf(other);
    },
    async close() {
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}

function addressOf(database: string) {
  const { hostname, port, searchParams } = new URL(database);
  const folder = searchParams.get("host");
  const number = port === "" ? 5432 : Number(port);
  return folder === null ? { host: hostname, port: number } : { path: join(folder, `.s.PGSQL.${number}`) };
}
