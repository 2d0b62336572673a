import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keystoneProtocol as resource } from "../../src/resources/keystone-protocol.ts";
import { call, type KeystoneServer, startKeystoneServer } from "./keystone-server.ts";
import { must, problemOf } from "./outcomes.ts";

type State = Parameters<typeof resource.read>[1];

const mapping = { rules: [{ remote: [{ type: "sub" }], local: [{ user: { name: "{0}" } }] }] };

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
  await server.operator("PUT", "/identity_providers/ci", { identity_provider: {} });
  await server.operator("PUT", "/mappings/one", { mapping });
  await server.operator("PUT", "/mappings/other", { mapping });
});
afterAll(() => server.close());

const planned = (id: string, given: Partial<State> = {}): State => ({
  identity_provider_id: "ci",
  id,
  mapping_id: "one",
  ...given,
});
const create = (plan: State) => resource.create(server.connection, plan, call);
const read = async (state: State) => must(await resource.read(server.connection, state, call));
const destroy = async (state: State) => must(await resource.destroy(server.connection, state, call));

describe("a protocol", () => {
  it("is created, read without drift, bound to another mapping in place, and deleted", async () => {
    const plan = planned("openid");
    expect(must(await create(plan))).toEqual(plan);
    expect(await read(plan)).toEqual(plan);
    const changed = { ...plan, mapping_id: "other" };
    const outcome = await resource.update?.(server.connection, { prior: plan, planned: changed }, call);
    expect(outcome && must(outcome)).toEqual(changed);
    expect(await read(plan)).toEqual(changed);
    await destroy(plan);
    expect(await read(plan)).toBeNull();
    await destroy(plan);
  });

  it("is gone with its identity provider, and stays without its mapping", async () => {
    await server.operator("PUT", "/identity_providers/going", { identity_provider: {} });
    await server.operator("PUT", "/mappings/going", { mapping });
    const plan = planned("openid", { identity_provider_id: "going", mapping_id: "going" });
    must(await create(plan));
    await server.operator("DELETE", "/mappings/going");
    expect(await read(plan)).toEqual(plan);
    await server.operator("DELETE", "/identity_providers/going");
    expect(await read(plan)).toBeNull();
    await destroy(plan);
  });

  it("is imported by the ids of its identity provider and its own", async () => {
    must(await create(planned("imported")));
    const parsed = resource.import.parse("ci/imported");
    if (!parsed.ok) throw new Error(parsed.detail);
    expect(await read(parsed.value as State)).toEqual(planned("imported"));
    for (const id of ["", "ci", "ci/", "/openid", "a/b/c"]) {
      expect(resource.import.parse(id)).toMatchObject({ ok: false });
    }
  });

  it.each([
    ["mapping_id", { mapping_id: "nothing" }, /Invalid mapping id: nothing/],
    ["identity_provider_id", { identity_provider_id: "nobody" }, /Create the identity provider first/],
    ["id", { id: "a b" }, /1 to 255 letters, digits/],
  ] as const)("is refused at %s", async (name, given, sentence) => {
    const problem = problemOf(await create(planned("refused", given)));
    expect(problem).toMatchObject({ summary: "The protocol was not created", at: [name] });
    expect(problem.detail).toMatch(sentence);
    expect(problem.detail).toMatch(/Reference id: [0-9a-f-]{36}/);
  });

  it("that there is already is told with how to import it", async () => {
    must(await create(planned("taken")));
    const problem = problemOf(await create(planned("taken")));
    expect(problem.at).toEqual(["id"]);
    expect(problem.detail).toContain('to = platform_keystone_protocol.NAME\n  id = "ci/taken"');
  });
});
