/** R06: tokens of ever new issuers cause no connection to any of them, and leave nothing in memory. */

import { createServer } from "node:net";
import { altered, flood } from "./rig/flood.ts";
import { type FloodBounds, floodFindings, floodSizes } from "./rig/flood-findings.ts";
import { install, providerDocument } from "./rig/installation.ts";
import { atMost, defineProtocol, type Run } from "./rig/protocol.ts";

export const protocol = defineProtocol({
  id: "R06",
  title: "a flood of unknown issuers is bounded",
  method:
    "As many tokens as told, each naming an issuer of its own below an address that counts connections; ten good tokens a second in between.",
  minutes: 15,
  sizes: floodSizes,
  databases: ["sqlite"],
  control: {
    breaks: "one of those issuers is a provider",
    clause: "connections to the issuers named",
    bounds: { requests: 300 },
  },
  run,
});

async function run(run: Run<FloodBounds>) {
  const { requests } = run.bounds;
  const canary = await startCanary(run);
  const installation = await install(run, { allow: [canary.origin] });
  const [token = ""] = await installation.issuer.idTokens({ count: 1 });
  if (run.control)
    await installation.admin("POST", "/providers", providerDocument("named", `${canary.origin}/7`));
  const issuerOf = (number: number) => altered(token, { payload: { iss: `${canary.origin}/${number}` } });
  const result = await flood(installation, requests, issuerOf, run.control ? "named" : "ci");
  return floodFindings(run, result, atMost("connections to the issuers named", canary.connections(), 0));
}

/** Listens on loopback, counts who connects, and answers nobody. */
async function startCanary(run: Run) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  run.defer(() => server.close());
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    connections: () => connections,
  };
}
