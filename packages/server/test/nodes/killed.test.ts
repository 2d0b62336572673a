/** A node that is killed takes nothing with it: what it answered stands, the others go on, and it comes back. */

import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { answerOf, created, decode, exchange, providerOf } from "../end-to-end/exchange-world.ts";
import { endAll, type Served, serve } from "../end-to-end/serve-program.ts";
import { addMapping, type Cluster, openCluster, soon } from "./cluster.ts";

describe.skipIf(inject("postgresUrl") === null)("a node that is killed", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster();
  });
  afterEach(endAll);
  afterAll(() => cluster.close());

  const start = () =>
    serve({
      environment: {
        ...cluster.settings(),
        COUNTERSIGN_RATE_PER_ADDRESS: "100000",
        COUNTERSIGN_RATE_PER_PROVIDER: "100000",
        COUNTERSIGN_RATE_TOTAL: "100000",
      },
    });

  it("loses nothing that it answered, holds nobody up, and serves again after a restart", async () => {
    const [doomed, whole] = await Promise.all([start(), start()]);
    await created(whole, "/api/v1/providers", {
      ...providerOf(cluster.issuer),
      replay: { policy: "single_use", key: { kind: "jti" } },
    });
    await addMapping(whole, "ci", "job");
    const ask = async ({ url }: Served, idToken: string) => {
      const send = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
      return exchange({ send }, "oauth", idToken).catch(() => null);
    };
    const idToken = () => cluster.idToken("job", { jti: crypto.randomUUID() });
    while ((await ask(doomed, idToken()))?.status !== 200);

    const answered: { readonly idToken: string; readonly tokenId: string }[] = [];
    const refusedByWhole: number[] = [];
    let loading = true;
    const loop = async (node: Served) => {
      while (loading && node.child.signalCode === null) {
        const presented = idToken();
        const answer = await ask(node, presented);
        if (answer?.status === 200) {
          const { jti } = decode(String(answer.document["access_token"]));
          answered.push({ idToken: presented, tokenId: String(jti) });
          if (node === doomed && answered.length > 150) node.child.kill("SIGKILL");
        } else if (node === whole) {
          refusedByWhole.push(answer?.status ?? 0);
        }
      }
    };
    const doomedLoops = Array.from({ length: 8 }, () => loop(doomed));
    const wholeLoops = Array.from({ length: 4 }, () => loop(whole));
    await Promise.all(doomedLoops);
    const when = answered.length;
    await vi.waitFor(() => expect(answered.length).toBeGreaterThan(when + 50), soon);
    loading = false;
    await Promise.all(wholeLoops);
    expect(refusedByWhole).toEqual([]);

    const restarted = await start();
    const store = await openStore({ url: cluster.database.url, clock: Date.now, random: randomBytes });
    onTestFinished(() => store.close());
    for (const { tokenId } of answered) expect(await store.tokens.find(tokenId)).not.toBeNull();
    expect((await store.exchanges.verifyChain()).broken).toBeNull();
    for (const { idToken } of answered.slice(0, 20)) {
      expect((await ask(restarted, idToken))?.status).not.toBe(200);
    }
    expect((await ask(restarted, idToken()))?.status).toBe(200);
    expect((await answerOf(await fetch(`${restarted.url}/readyz`))).status).toBe(200);
  });
});
