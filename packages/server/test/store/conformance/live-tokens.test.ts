import { afterEach, expect, it } from "vitest";
import { describeOnEveryDatabase } from "../databases.ts";
import { createdRecord, issuedRecord, start, useBench } from "../fixtures.ts";

/** More than are looked at for one page. */
const crowd = 10_600;

describeOnEveryDatabase("live tokens", (kind) => {
  const bench = useBench(kind);
  afterEach(() => bench().database.run("delete from tokens"));

  it("are found behind a crowd of others, page by page, by a place that names none of those", async () => {
    await bench().database.run(`
      insert into tokens (token_id, face, subject, provider_id, issued_at, expires_at, self_revocable)
      with recursive crowd(i) as (select 1 union all select i + 1 from crowd where i < ${crowd})
      select 'crowd-' || i, 'oauth', 'crowd', 'others', ${start}, ${start + 900}, 0 from crowd`);
    const record = issuedRecord({ providerId: "own", requestId: "reference" });
    await bench().store.exchanges.commit(record, null);
    const wanted = ({ providerId }: { readonly providerId: string | null }) => providerId === "own";
    const first = await bench().store.tokens.live(wanted, { limit: 10, after: null }, start);
    // Behind the whole second in which the last of the crowd ends.
    expect(first).toEqual({ items: [], next: { expiresAt: start + 61, tokenId: "" } });
    const second = await bench().store.tokens.live(wanted, { limit: 10, after: first.next }, start);
    expect(second).toMatchObject({
      items: [{ providerId: "own", requestId: "reference", issuedBy: null }],
      next: null,
    });
    expect(await bench().store.tokens.countLive(() => true, start)).toEqual({
      count: crowd + 1,
      complete: true,
    });
  });

  it("leave out what has expired and what was revoked, in the list and in the count", async () => {
    const tokens = [issuedRecord(), issuedRecord(), issuedRecord()];
    for (const record of tokens) await bench().store.exchanges.commit(record, null);
    const revoked = tokens[0]?.token?.tokenId ?? "";
    await bench().store.tokens.revoke(revoked, "admin", start);
    const { items } = await bench().store.tokens.live(() => true, { limit: 10, after: null }, start);
    expect(items.map(({ tokenId }) => tokenId).toSorted()).toEqual(
      tokens.slice(1).map(({ token }) => token?.tokenId),
    );
    expect(await bench().store.tokens.countLive(() => true, start)).toEqual({ count: 2, complete: true });
    expect(await bench().store.tokens.countLive(() => true, start + 60)).toEqual({
      count: 0,
      complete: true,
    });
  });

  it("say who had one issued without an exchange", async () => {
    await bench().store.exchanges.commit(createdRecord({}, { description: "nightly" }), null);
    const { items } = await bench().store.tokens.live(() => true, { limit: 10, after: null }, start);
    expect(items).toMatchObject([{ issuedBy: "service:ops", description: "nightly", providerId: null }]);
  });
});
