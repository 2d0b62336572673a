/**
 * A node that loses its database refuses within two seconds, says so, vouches for no token, and works again
 * within five seconds of the database, whatever became of its connections. The others go on.
 */

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { TestApp } from "../app.ts";
import { answerOf } from "../end-to-end/exchange-world.ts";
import { openRelay, type Relay, type WireState } from "../store/relay.ts";
import { ask, type Cluster, configure, introspect, issue, openCluster, revoke } from "./cluster.ts";

describe.skipIf(inject("postgresUrl") === null)("a node that is cut off from the database", () => {
  let cluster: Cluster;
  let wire: Relay;
  let cut: TestApp;
  let whole: TestApp;
  beforeAll(async () => {
    cluster = await openCluster();
    wire = await openRelay(cluster.database.url);
    [cut, whole] = await Promise.all([cluster.node(wire.url), cluster.node()]);
    await configure(cluster, whole, ["job"]);
    await vi.waitFor(() => issue(cut, cluster.idToken("job")), { timeout: 20_000 });
  });
  afterAll(async () => {
    wire.set("pass");
    await cluster.close();
    await wire.close();
  });

  /** The slowest answer a caller may have to wait for, with what this machine adds. */
  const atMostMs = 2_500;
  const timed = async <Answer>(asking: Promise<Answer>): Promise<Answer> => {
    const begun = performance.now();
    const answer = await asking;
    expect(performance.now() - begun).toBeLessThan(atMostMs);
    return answer;
  };

  it.each<WireState>(["refuse", "freeze", "lost"])("fails closed and recovers (%s)", async (state) => {
    const [revoked, live] = [
      await issue(cut, cluster.idToken("job")),
      await issue(cut, cluster.idToken("job")),
    ];
    wire.set(state);
    expect(await revoke(whole, revoked)).toBe(200);

    const refused = await timed(ask(cut, cluster.idToken("job")));
    expect(refused.status).toBe(503);
    const together = Array.from({ length: 30 }, () => timed(ask(cut, cluster.idToken("job"))));
    expect(new Set((await Promise.all(together)).map(({ status }) => status))).toEqual(new Set([503]));
    for (const token of [revoked, live]) {
      const told = await timed(introspect(cut, token));
      expect([told.status, told.document["active"]]).toEqual([503, undefined]);
    }
    const ready = await answerOf(await timed(cut.send("/readyz")));
    expect(ready.status).toBe(503);
    expect(ready.document["problems"]).toContain("The database does not answer.");
    expect((await ask(whole, cluster.idToken("job"))).status).toBe(200);

    wire.set("pass");
    const since = performance.now();
    await vi.waitFor(() => issue(cut, cluster.idToken("job")), { timeout: 20_000, interval: 50 });
    expect(performance.now() - since).toBeLessThan(5_000);
    expect((await introspect(cut, revoked)).document).toEqual({ active: false });
    expect((await introspect(cut, live)).document["active"]).toBe(true);
    await vi.waitFor(async () => expect((await cut.send("/readyz")).status).toBe(200), { timeout: 5_000 });
    // Whatever was refused left no token; what was recorded all the same was told to nobody.
    const [unequal] = await cluster.database.run(
      "select count(*) as n from tokens where token_id not in (select record::json ->> 'tokenId' from exchanges)",
    );
    expect(Number(unequal?.["n"])).toBe(0);
  });

  it("issues nothing by rules it has not compared for ten seconds", async () => {
    wire.set("freeze");
    cut.advance(11);
    const refused = await timed(ask(cut, cluster.idToken("job")));
    expect(refused.status).toBe(503);
    expect(String(refused.document["error_description"])).toContain("whether its rules are still in force");
    const { document } = await answerOf(await cut.send("/readyz"));
    expect(String(document["problems"])).toMatch(/last compared with the database \d\d seconds ago/);
    wire.set("pass");
    await vi.waitFor(() => issue(cut, cluster.idToken("job")), { timeout: 5_000 });
  });
});
