/** Servers on loopback that are no servers: they see who connects, and do with it what a protocol wants. */

import { createServer, type Socket } from "node:net";
import type { Run } from "./protocol.ts";

/**
 * Listens until the run ends.
 * @param onConnection told of every connection; what it leaves open is closed at the end
 * @returns the origin: `http://127.0.0.1:<port>`
 */
export async function listenOnLoopback(run: Run, onConnection: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  run.defer(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}
