/** The directory on several nodes: what one writes the other sees, and what both write at once is whole. */

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { TestApp } from "../app.ts";
import type { Document } from "../end-to-end/exchange-world.ts";
import { errorOf, type Send, sender } from "../faces/keystone-operator.ts";
import { type Cluster, openCluster, soon } from "./cluster.ts";

const federation = "/OS-FEDERATION";
const idps = `${federation}/identity_providers`;
const rules = [{ local: [{ user: { name: "{0}" } }], remote: [{ type: "sub" }] }];

describe.skipIf(inject("postgresUrl") === null)("the directory of two nodes", () => {
  let cluster: Cluster;
  let one: Send;
  let other: Send;
  let node: TestApp;
  beforeAll(async () => {
    cluster = await openCluster();
    const [first, second] = await Promise.all([cluster.node(), cluster.node()]);
    [one, other, node] = [sender(first), sender(second), first];
  });
  afterAll(() => cluster.close());

  /** Those of the admin API that are kept for the identity provider `whole`. */
  const kept = async (collection: string) => {
    const { items } = Object(await (await node.asAdmin("GET", `/api/v1/${collection}?limit=200`)).json());
    return items.filter(
      ({ kept_for }: { kept_for?: Document }) => kept_for?.["identity_provider"] === "whole",
    );
  };
  const namesAt = async (send: Send, query: string) =>
    (await send("GET", `/groups?${query}`)).body.groups.map(({ name }: { name: string }) => name).toSorted();

  it("is one: what is written at either is there at both", async () => {
    await one("PUT", `${federation}/mappings/m`, { mapping: { rules } });
    await one("PUT", `${idps}/idp`, {
      identity_provider: { enabled: true, remote_ids: ["https://one.example"] },
    });
    await one("PUT", `${idps}/idp/protocols/openid`, { protocol: { mapping_id: "m" } });
    const seen = await one("GET", `${idps}/idp/protocols/openid`);
    await vi.waitFor(async () => {
      const answer = await other("GET", `${idps}/idp/protocols/openid`);
      expect(answer.body.protocol?.mapping_id).toBe(seen.body.protocol.mapping_id);
    }, soon);
    // Not yet seen there perhaps, and judged by what stands all the same.
    await one("PUT", `${idps}/late`, { identity_provider: {} });
    expect(errorOf(await other("PUT", `${idps}/late`, { identity_provider: {} }))[0]).toBe(409);
    await other("DELETE", `${idps}/idp`);
    expect(errorOf(await one("PATCH", `${idps}/idp`, { identity_provider: { enabled: false } }))[0]).toBe(
      404,
    );
  });

  it("loses nothing of what is written at the same moment", async () => {
    const names = Array.from({ length: 24 }, (_, index) => `many-${String(index).padStart(2, "0")}`);
    const answers = await Promise.all(
      names.map((name, index) => (index % 2 === 0 ? one : other)("POST", "/groups", { group: { name } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    await vi.waitFor(async () => {
      for (const send of [one, other]) expect(await namesAt(send, "name__startswith=many")).toEqual(names);
    }, soon);
  });

  it("gives a name once, however many ask for it at the same moment", async () => {
    const answers = await Promise.all(
      [one, other, one, other].map((send) => send("POST", "/groups", { group: { name: "wanted" } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
  });

  it("keeps identity providers whole while several change one at the same moment", async () => {
    await one("PUT", `${federation}/mappings/whole`, { mapping: { rules } });
    await one("PUT", `${idps}/whole`, { identity_provider: { enabled: true } });
    await one("PUT", `${idps}/whole/protocols/openid`, { protocol: { mapping_id: "whole" } });
    const sets = [[1], [1, 2], [3, 2], [4], [], [5, 1, 2]].map((set) =>
      set.map((n) => `https://n${n}.example`),
    );
    const answers = await Promise.all([
      ...sets.map((remote_ids, index) =>
        (index % 2 === 0 ? one : other)("PATCH", `${idps}/whole`, { identity_provider: { remote_ids } }),
      ),
      other("PUT", `${idps}/whole/protocols/second`, { protocol: { mapping_id: "whole" } }),
      other("PATCH", `${federation}/mappings/whole`, { mapping: { rules: [...rules, ...rules] } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([...sets.map(() => 200), 201, 200]);
    // The last of them may have been written on the other node.
    await vi.waitFor(async () => {
      const { body } = await one("GET", `${idps}/whole`);
      const accepted: readonly string[] = body.identity_provider.remote_ids;
      expect(sets).toContainEqual(accepted);
      const providers = await kept("providers");
      expect(providers.map(({ issuer_url }: Document) => issuer_url).toSorted()).toEqual(accepted.toSorted());
      const mappings = await kept("mappings");
      expect(
        mappings.map(({ provider, entry }: Document) => [provider, Object(entry)["protocol"]]).toSorted(),
      ).toEqual(
        providers
          .flatMap(({ name }: Document) => [
            [name, "openid"],
            [name, "second"],
          ])
          .toSorted(),
      );
      expect(mappings.every((mapping: Document) => Object(mapping["rules"]).length === 2)).toBe(true);
    }, soon);
  });
});
