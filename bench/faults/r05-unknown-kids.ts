/** R05: tokens under ever new key ids cost neither the issuer nor our memory anything, and nobody else a token. */

import { altered, flood } from "./rig/flood.ts";
import { type FloodBounds, floodFindings, floodSizes } from "./rig/flood-findings.ts";
import { install } from "./rig/installation.ts";
import { send } from "./rig/probe.ts";
import { atMost, defineProtocol, type Run } from "./rig/protocol.ts";

export const protocol = defineProtocol({
  id: "R05",
  title: "a flood of unknown key ids is bounded",
  method:
    "As many tokens of one issuer as told, each under a key id of its own, as fast as they are answered; ten good tokens a second in between.",
  minutes: 15,
  sizes: floodSizes,
  databases: ["sqlite"],
  control: {
    breaks: "the server is started anew again and again, and so forgets when it last asked the issuer",
    clause: "fetches of the key set",
    bounds: { requests: 400 },
  },
  run,
});

async function run(run: Run<FloodBounds>) {
  const { requests } = run.bounds;
  const installation = await install(run);
  const [token = ""] = await installation.issuer.idTokens({ count: 1 });
  await send(installation, token);
  const before = await fetches(installation);
  const parts = run.control ? 4 : 1;
  let result = await flood(installation, requests, unknownKid);
  for (let part = 1; part < parts; part += 1) {
    await installation.server().stop();
    await installation.start();
    result = await flood(installation, requests, unknownKid);
  }
  const fetched = (await fetches(installation)) - before;
  function unknownKid(number: number): string {
    return altered(token, { header: { kid: `unknown-${number}` } });
  }
  return floodFindings(
    run,
    result,
    atMost("fetches of the key set", fetched, Math.ceil(result.seconds / 60) + 1),
  );
}

async function fetches(installation: Awaited<ReturnType<typeof install>>): Promise<number> {
  return (await installation.issuer.requests())["/jwks"] ?? 0;
}
