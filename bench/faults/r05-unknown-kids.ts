/** R05: tokens under ever new key ids cost neither the issuer nor our memory anything, and nobody else a token. */

import { altered, flood } from "./rig/flood.ts";
import { defineFlood } from "./rig/flood-protocol.ts";
import { type Installation, install } from "./rig/installation.ts";
import { send } from "./rig/probe.ts";
import { atMost } from "./rig/protocol.ts";

export const protocol = defineFlood({
  id: "R05",
  title: "a flood of unknown key ids is bounded",
  method:
    "As many tokens of one issuer as told, each under a key id of its own, as fast as they are answered; ten good tokens a second in between.",
  controls: [
    {
      breaks: "the server is started anew again and again, and so forgets when it last asked the issuer",
      clause: "fetches of the key set",
      bounds: { requests: 400 },
    },
  ],
  async run(run) {
    const installation = await install(run);
    const [token = ""] = await installation.issuer.idTokens({ count: 1 });
    await send(installation, token);
    const before = await fetches(installation);
    const unknownKid = (number: number) => altered(token, { header: { kid: `unknown-${number}` } });
    const sendFlood = () => flood(installation, run.bounds.requests, unknownKid);
    let result = await sendFlood();
    for (let again = 0; run.control && again < 3; again += 1) {
      await installation.server().stop();
      await installation.start();
      result = await sendFlood();
    }
    const fetched = (await fetches(installation)) - before;
    const most = Math.ceil(result.seconds / 60) + 1;
    return { flood: result, caused: atMost("fetches of the key set", fetched, most) };
  },
});

async function fetches(installation: Installation): Promise<number> {
  return (await installation.issuer.requests())["/jwks"] ?? 0;
}
