/** Signing keys on three nodes of one PostgreSQL: one rotation however many ask, and an emergency that all obey. */

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { TestApp } from "../app.ts";
import { type Document, exchange } from "../end-to-end/exchange-world.ts";
import { ask, type Cluster, configure, introspect, issue, openCluster, soon } from "./cluster.ts";

/** An emergency is over everywhere within this. */
const emergency = { timeout: 5_000, interval: 20 };

describe.skipIf(inject("postgresUrl") === null)("the signing keys of three nodes", () => {
  let cluster: Cluster;
  let nodes: readonly TestApp[];
  beforeAll(async () => {
    cluster = await openCluster();
    // Together: all find an empty database, and each is ready to make the first key.
    nodes = await Promise.all([cluster.node(), cluster.node(), cluster.node()]);
    const [first] = nodes;
    if (first === undefined) throw new Error("no node was started");
    await configure(cluster, first, ["job"]);
    for (const node of nodes) {
      await vi.waitFor(async () => expect((await ask(node, cluster.idToken("job"))).status).toBe(200), soon);
    }
  });
  afterAll(() => cluster.close());

  const published = async (node: TestApp): Promise<readonly string[]> => {
    const answer = await node.send("/.well-known/jwks.json");
    const { keys }: { keys: readonly { kid: string }[] } = JSON.parse(await answer.text());
    return keys.map(({ kid }) => kid);
  };
  const rotate = (node: TestApp, body: Document = {}) => node.asAdmin("POST", "/api/v1/keys/rotate", body);
  const activeOn = async (node: TestApp, token: string) => (await introspect(node, token)).document["active"];

  it("begin with one", async () => {
    const sets = await Promise.all(nodes.map(published));
    expect(new Set(sets.flat()).size).toBe(1);
  });

  it("get one next key when all are asked for it at once, published by all before it signs", async () => {
    const [signing] = await published(nodes[0] ?? expect.fail());
    const answers = await Promise.all(nodes.map((node) => rotate(node)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const node of nodes) {
      await vi.waitFor(async () => expect(await published(node)).toHaveLength(2), soon);
      const header = (await issue(node, cluster.idToken("job"))).split(".")[0] ?? "";
      expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({ kid: signing });
    }
  });

  it("are all replaced in an emergency, and nothing issued before is good on any node", async () => {
    const [asked, other] = nodes;
    if (asked === undefined || other === undefined) throw new Error("no nodes");
    const before = await published(asked);
    const issued = await exchange(other, "access", cluster.idToken("job"), {
      provider_name: "ci",
      include_reference_token: true,
    });
    const tokens = [issued.document["access_token"], issued.document["reference_token"]].map(String);
    for (const token of tokens) expect(await activeOn(other, token)).toBe(true);
    expect((await rotate(asked, { emergency: true })).status).toBe(200);
    await vi.waitFor(async () => {
      for (const node of nodes) {
        expect((await published(node)).filter((kid) => before.includes(kid))).toEqual([]);
        // Each has heard of the new ones, too: what one of them signs the others can check.
        expect(await published(node)).toEqual(await published(asked));
        for (const token of tokens) expect(await activeOn(node, token)).toBe(false);
      }
    }, emergency);
  });

  it("sign what is good on every node after an emergency", async () => {
    for (const issuing of nodes) {
      const token = await issue(issuing, cluster.idToken("job"));
      for (const node of nodes) expect(await activeOn(node, token)).toBe(true);
    }
  });
});
