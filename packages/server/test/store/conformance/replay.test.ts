import { expect, it } from "vitest";
import { largestClockToleranceSeconds } from "../../../src/core/configuring/provider-rules.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { fresh, issuedRecord, replayClaim, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("the replay protection", (kind) => {
  const bench = useBench(kind);
  const replayed = { ok: false, refusal: { reason: "replayed", evidence: {} } };

  it("accepts a claim once and refuses it from then on", async () => {
    const { exchanges } = bench().store;
    const claim = replayClaim();
    expect((await exchanges.commit(issuedRecord(), claim)).ok).toBe(true);
    expect(await exchanges.commit(issuedRecord(), claim)).toEqual(replayed);
  });

  it("leaves nothing behind of an exchange refused as replayed", async () => {
    const { exchanges, tokens } = bench().store;
    const claim = replayClaim();
    await exchanges.commit(issuedRecord(), claim);
    const record = issuedRecord();
    await exchanges.commit(record, claim);
    expect(await exchanges.findByRequestId(record.requestId)).toBeNull();
    expect(await tokens.find(record.token?.tokenId ?? "")).toBeNull();
  });

  it("lets exactly one of many simultaneous claims win, across two open stores", async () => {
    const stores = [bench().store, await bench().another()];
    const claims = Array.from({ length: 10 }, () => replayClaim());
    // Each claim eight times on each store, in another order on the second.
    const attempts = stores.flatMap((store, index) =>
      Array.from({ length: 8 }, () => (index === 0 ? claims : claims.toReversed()))
        .flat()
        .map(async (claim) => ({ claim, verdict: await store.exchanges.commit(issuedRecord(), claim) })),
    );
    const results = await Promise.all(attempts);
    const winners = results.filter(({ verdict }) => verdict.ok).map(({ claim }) => claim.key);
    expect(winners.sort()).toEqual(claims.map((claim) => claim.key).sort());
    expect(results.filter(({ verdict }) => !verdict.ok).map(({ verdict }) => verdict)).toEqual(
      Array.from({ length: 150 }, () => replayed),
    );
  });

  it("does not let a replay disturb the exchanges committed with it", async () => {
    const { exchanges } = bench().store;
    const claim = replayClaim();
    await exchanges.commit(issuedRecord(), claim);
    const verdicts = await Promise.all(
      [replayClaim(), claim, null, claim, replayClaim()].map((one) => exchanges.commit(issuedRecord(), one)),
    );
    expect(verdicts.map((verdict) => verdict.ok)).toEqual([true, false, true, false, true]);
  });

  it("keeps providers apart", async () => {
    const { exchanges } = bench().store;
    const claim = replayClaim();
    await exchanges.commit(issuedRecord(), claim);
    expect((await exchanges.commit(issuedRecord(), { ...claim, providerId: fresh("provider") })).ok).toBe(
      true,
    );
  });

  it("tells whether a claim was made, without making it", async () => {
    const { exchanges } = bench().store;
    const claim = replayClaim();
    expect(await exchanges.isReplayed(claim)).toBe(false);
    await exchanges.commit(issuedRecord(), claim);
    expect(await exchanges.isReplayed(claim)).toBe(true);
  });

  it("survives the end of the store that took the claim", async () => {
    const claim = replayClaim();
    const first = await bench().another();
    await first.exchanges.commit(issuedRecord(), claim);
    await first.close();
    const second = await bench().another();
    expect(await second.exchanges.commit(issuedRecord(), claim)).toEqual(replayed);
  });

  it("remembers a claim longer than any provider's tolerance and nodes' clocks could ask, then forgets it", async () => {
    const { store } = bench();
    const claim = replayClaim({ expiresAt: start + 300 });
    await store.exchanges.commit(issuedRecord(), claim);
    const retention = { detailsSeconds: 1e9, recordsSeconds: 1e9 };
    const lastSecond = claim.expiresAt + largestClockToleranceSeconds + 60;
    await store.sweep(lastSecond, retention);
    expect(await store.exchanges.isReplayed(claim)).toBe(true);
    await store.sweep(lastSecond + 1, retention);
    expect(await store.exchanges.isReplayed(claim)).toBe(false);
  });

  it("stores a digest of the claim, never its text", async () => {
    const claim = replayClaim({ key: fresh("distinctive-claim") });
    await bench().store.exchanges.commit(issuedRecord(), claim);
    const rows = await bench().database.run("select provider_id, digest from replay_keys");
    expect(JSON.stringify(rows)).not.toContain("distinctive-claim");
  });
});
