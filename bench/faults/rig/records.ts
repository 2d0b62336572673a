/** Many records without a server: for protocols that need a large database and not how it came about. */

import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ExchangeRecord } from "../../../packages/server/src/core/exchange-record.ts";
import { openStore } from "../../../packages/server/src/store/open.ts";

/** Fills a data folder with exchanges as the server would record them, each with a token. */
export async function writeRecords(dataDir: string, count: number): Promise<void> {
  const store = await openStore({
    url: `sqlite:${join(dataDir, "countersign.db")}`,
    clock: Date.now,
    random: randomBytes,
  });
  await store.secrets.establishFact("instance_id", "timed");
  const together = 2_000;
  for (let written = 0; written < count; written += together) {
    const batch = Array.from({ length: Math.min(together, count - written) }, () =>
      store.exchanges.commit(sampleRecord(), null),
    );
    for (const verdict of await Promise.all(batch)) if (!verdict.ok) throw new Error("a record was refused");
  }
  await store.close();
}

/** An issued exchange, as the server would record it now. */
export function sampleRecord(): ExchangeRecord {
  const at = Math.floor(Date.now() / 1000);
  const subject = "repo:shop/app:ref:refs/heads/main";
  return {
    requestId: randomUUID(),
    at,
    face: "oauth",
    issuedBy: null,
    refusal: null,
    progress: "claims_valid",
    providerId: "0199-provider",
    providerName: "ci",
    mappingId: "0199-mapping",
    mappingName: "deploy",
    revision: 7,
    subject,
    client: { addressPrefix: "192.0.2.0/24", userAgent: "curl/8" },
    token: {
      tokenId: randomUUID(),
      face: "oauth",
      subject: "deployer",
      userName: "deployer",
      issuedAt: at,
      expiresAt: at + 3_600,
      selfRevocable: false,
      reference: null,
      providerId: "0199-provider",
      mappingId: "0199-mapping",
      revision: 7,
      created: null,
    },
    details: {
      claims: { sub: subject, aud: "https://sts.example.com", repository: "shop/app", run_id: "1234" },
      project: null,
      mapping: null,
      entry: { kind: "exchange" },
      requestedAudience: [],
      context: {},
      grant: null,
    },
  };
}
