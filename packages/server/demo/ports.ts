/** Ports for what is started in a process of its own, which listens some time after its port was chosen. */

import { createServer } from "node:net";

/** Below the ports that the kernel gives to outgoing connections, so that none of those takes one meanwhile. */
export const portRange = { from: 15_000, to: 32_000 };

/** Whether nobody listens there at the moment. */
export function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((done) => {
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}
