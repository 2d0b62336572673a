import { expect, it } from "vitest";
import { isRevoked } from "../../../src/core/revocation.ts";
import type { SigningKeyChange, SigningKeyRecord } from "../../../src/core/signing-key-record.ts";
import type { Store } from "../../../src/store/store.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { fresh, issuedRecord, signingKey as key, start, useBench } from "../fixtures.ts";

const fact = "canary";

/** A change planned on what is there now, under the canary that stands. */
async function planned(store: Store, change: Partial<SigningKeyChange> = {}): Promise<SigningKeyChange> {
  const standing = await store.secrets.establishFact(fact, "song");
  return {
    expected: await store.signingKeys.list(),
    canary: { fact, standing, becomes: standing },
    ...change,
  };
}

const apply = async (store: Store, change: Partial<SigningKeyChange>) =>
  store.signingKeys.change(await planned(store, change));

describeOnEveryDatabase("signing keys at rest", (kind) => {
  const bench = useBench(kind);
  const keys = () => bench().store.signingKeys;

  it("are listed as they were added, the oldest first", async () => {
    const [young, old] = [key({ createdAt: start + 1 }), key()];
    expect(await apply(bench().store, { add: [young, old] })).toBe("changed");
    expect(await keys().list()).toEqual([old, young]);
  });

  it("are listed before their successors, also those made in the same second", async () => {
    const at = start - 10;
    const made = (activeFrom: number) => key({ createdAt: at, activeFrom });
    // Whatever their ids come to, one of these orders is not that of the ids.
    const pairs = [made(at), made(at + 600), made(at + 60), made(at + 1_200)];
    await apply(bench().store, { add: pairs.toReversed() });
    expect((await keys().list()).slice(0, 4).map(({ activeFrom }) => activeFrom - at)).toEqual([
      0, 60, 600, 1_200,
    ]);
  });

  it("do not hide one another when the public part of one is no JSON any more", async () => {
    const [damaged, sound] = [key({ publicJwk: "{" }), key()];
    await apply(bench().store, { add: [damaged, sound] });
    expect(await keys().list()).toEqual(expect.arrayContaining([damaged, sound]));
  });

  it("are retired, wrapped anew and removed, all in one change", async () => {
    const [retired, rewrapped, removed] = [key(), key(), key()];
    await apply(bench().store, { add: [retired, rewrapped, removed] });
    await apply(bench().store, {
      retire: [{ kid: retired.kid, at: start + 5 }],
      rewrap: [{ kid: rewrapped.kid, wrappedPrivateKey: "b3RoZXI" }],
      remove: [removed.kid],
    });
    const list = await keys().list();
    expect(list).toContainEqual({ ...retired, retiredAt: start + 5 });
    expect(list).toContainEqual({ ...rewrapped, wrappedPrivateKey: "b3RoZXI" });
    expect(list.map(({ kid }) => kid)).not.toContain(removed.kid);
  });

  it.each<[string, (one: SigningKeyRecord) => Partial<SigningKeyChange>]>([
    ["was added", () => ({ add: [key()] })],
    ["was removed", (one) => ({ remove: [one.kid] })],
    ["was retired", (one) => ({ retire: [{ kid: one.kid, at: start + 5 }] })],
  ])("stay as they are when a key %s since the change was planned", async (_, meanwhile) => {
    const { store } = bench();
    const one = key();
    await apply(store, { add: [one] });
    const stale = await planned(store, { add: [key()] });
    await apply(store, meanwhile(one));
    const before = await keys().list();
    expect(await keys().change(stale)).toBe("stale");
    expect(await keys().list()).toEqual(before);
  });

  it("stay as they are when they were wrapped under another master key since", async () => {
    const { store } = bench();
    const stale = await planned(store, { add: [key()] });
    const { standing } = stale.canary;
    await apply(store, { canary: { fact, standing, becomes: "another song" } });
    expect(await keys().change(stale)).toBe("other_canary");
    expect(await store.secrets.instanceFact(fact)).toBe("another song");
  });

  it("can be taken away together with the canary, for a new master key", async () => {
    const { store } = bench();
    const change = await planned(store);
    const canary = { ...change.canary, becomes: null };
    await keys().change({ ...change, canary, remove: change.expected.map(({ kid }) => kid) });
    expect(await keys().list()).toEqual([]);
    expect(await store.secrets.instanceFact(fact)).toBeNull();
  });

  it("are changed by one of many nodes that planned the same", async () => {
    const { store, another } = bench();
    const nodes = [store, await another(), await another()];
    const plans = await Promise.all(
      nodes.map(async (node) => ({ node, change: await planned(node, { add: [key()] }) })),
    );
    const outcomes = await Promise.all(plans.map(({ node, change }) => node.signingKeys.change(change)));
    expect(outcomes.toSorted()).toEqual(["changed", "stale", "stale"]);
  });

  it("are needed until the last token of their time expires", async () => {
    const { store } = bench();
    const record = issuedRecord();
    const { token } = record;
    if (token === null) throw new Error("an issued record has a token");
    const issue = (issuedAt: number, expiresAt: number) =>
      store.exchanges.commit(
        { ...record, token: { ...token, tokenId: fresh("token"), issuedAt, expiresAt } },
        null,
      );
    // More than one step's worth that were issued later and expire later.
    await Promise.all(Array.from({ length: 1_100 }, () => issue(start + 100, start + 1_000)));
    await Promise.all([issue(start, start + 400), issue(start + 10, start + 500)]);
    const lastOf = (issuedBy: number, expiresAfter: number) => keys().lastExpiry({ issuedBy, expiresAfter });
    expect(await lastOf(start + 10, start)).toBe(start + 500);
    expect(await lastOf(start + 9, start)).toBe(start + 400);
    expect(await lastOf(start + 10, start + 500)).toBeNull();
    expect(await lastOf(start - 1, start)).toBeNull();
  });

  it("go together with every token when it is asked for", async () => {
    const { store } = bench();
    const record = issuedRecord({ revision: await store.configuration.revision() });
    const { token } = record;
    if (token === null) throw new Error("an issued record has a token");
    await store.exchanges.commit(record, null);
    await apply(store, { revoke: { by: "ada", at: start - 60 } });
    const found = await store.tokens.find(token.tokenId);
    expect(found !== null && isRevoked(found)).toBe(true);
  });
});
