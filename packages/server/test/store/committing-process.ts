/** A process that commits exchanges until it is killed, and names each on standard output once it is acknowledged. */

import { randomBytes } from "node:crypto";
import { openStore } from "../../src/store/open.ts";

const store = await openStore({ url: process.argv[2] ?? "", clock: Date.now, random: randomBytes });
const run = randomBytes(8).toString("hex");
let count = 0;

async function commitForEver(): Promise<never> {
  for (;;) {
    count += 1;
    const name = `${run}-${count}`;
    const at = Math.floor(Date.now() / 1000);
    const verdict = await store.exchanges.commit(
      {
        requestId: name,
        at,
        face: "oauth",
        issuedBy: null,
        refusal: null,
        progress: "claims_valid",
        providerId: "provider",
        providerName: "pipelines",
        mappingId: null,
        mappingName: null,
        revision: 0,
        subject: "job",
        client: { addressPrefix: "192.0.2.0/24", userAgent: null },
        token: {
          tokenId: name,
          face: "oauth",
          subject: "deployer",
          userName: null,
          issuedAt: at,
          expiresAt: at + 600,
          selfRevocable: false,
          reference: null,
          providerId: "provider",
          mappingId: null,
          revision: 0,
          created: null,
        },
        details: {
          claims: { sub: "job" },
          project: null,
          mapping: null,
          entry: { kind: "exchange" },
          requestedAudience: [],
          context: {},
          grant: null,
        },
      },
      { providerId: "provider", key: name, expiresAt: at + 600 },
    );
    if (verdict.ok) process.stdout.write(`${name}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, commitForEver));
