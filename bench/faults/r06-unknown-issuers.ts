/** R06: tokens of ever new issuers cause no connection to any of them, and leave nothing in memory. */

import { altered, flood } from "./rig/flood.ts";
import { defineFlood } from "./rig/flood-protocol.ts";
import { install, providerDocument } from "./rig/installation.ts";
import { listenOnLoopback } from "./rig/loopback.ts";
import { atMost } from "./rig/protocol.ts";

export const protocol = defineFlood({
  id: "R06",
  title: "a flood of unknown issuers is bounded",
  method:
    "As many tokens as told, each naming an issuer of its own below an address that counts connections; ten good tokens a second in between.",
  controls: [
    {
      breaks: "one of those issuers is a provider",
      clause: "connections to the issuers named",
      bounds: { requests: 300 },
    },
  ],
  async run(run) {
    let connections = 0;
    const origin = await listenOnLoopback(run, (socket) => {
      connections += 1;
      socket.destroy();
    });
    const installation = await install(run, { allow: [origin] });
    const [token = ""] = await installation.issuer.idTokens({ count: 1 });
    if (run.control) await installation.admin("POST", "/providers", providerDocument("named", `${origin}/7`));
    const unknownIssuer = (number: number) => altered(token, { payload: { iss: `${origin}/${number}` } });
    const provider = run.control ? "named" : "ci";
    const result = await flood(installation, run.bounds.requests, unknownIssuer, provider);
    return { flood: result, caused: atMost("connections to the issuers named", connections, 0) };
  },
});
