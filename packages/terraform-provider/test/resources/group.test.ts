import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknown } from "../../src/engine/values.ts";
import { group as resource } from "../../src/resources/group.ts";
import { call, type KeystoneServer, startKeystoneServer } from "./keystone-server.ts";
import { must, problemOf } from "./outcomes.ts";

type Planned = Parameters<typeof resource.create>[1];
type State = Parameters<typeof resource.read>[1];

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
});
afterAll(() => server.close());

const privileges = {
  reports_manager: unknown,
  watch_manager: unknown,
  policy_manager: unknown,
  policy_viewer: unknown,
  manage_resources: unknown,
  manage_webhook: unknown,
} as const;
const planned = (name: string, given: Partial<Planned> = {}): Planned => ({
  name,
  description: null,
  external_id: null,
  auto_join: false,
  admin_privileges: false,
  members: null,
  use_group_members_resource: true,
  ...privileges,
  realm: unknown,
  realm_attributes: unknown,
  ...given,
});
const create = (plan: Planned) => resource.create(server.connection, plan, call);
const read = async (state: State) => must(await resource.read(server.connection, state, call));
const update = async (prior: State, given: Partial<Planned>) => {
  const outcome = await resource.update?.(
    server.connection,
    { prior, planned: { ...prior, ...given } },
    call,
  );
  if (outcome === undefined) throw new Error("it cannot be updated");
  return outcome;
};

describe("a group", () => {
  it("is created as planned, read without drift, changed in place and deleted", async () => {
    const made = must(
      await create(planned("Those & others", { description: "d", external_id: "x", policy_viewer: true })),
    );
    expect(made).toMatchObject({
      description: "d",
      external_id: "x",
      policy_viewer: true,
      watch_manager: null,
    });
    expect([made.realm, made.realm_attributes]).toEqual(["internal", null]);
    expect(await read(made)).toEqual(made);

    const given = { description: null, external_id: null, auto_join: true, policy_viewer: false };
    expect(must(await update(made, given))).toEqual({ ...made, ...given });
    expect(await read(made)).toEqual({ ...made, ...given });

    must(await resource.destroy(server.connection, made, call));
    expect(await read(made)).toBeNull();
    must(await resource.destroy(server.connection, made, call));
  });

  it("keeps what only others know", async () => {
    await server.asAdmin("POST", "/access/api/v2/groups", { name: "others", theirs: { a: 1 } });
    const state = await read(planned("others") as State);
    must(await update(state ?? (planned("others") as State), { description: "ours" }));
    const answer = await server.asAdmin("GET", "/access/api/v2/groups/others");
    expect(await answer.json()).toMatchObject({ theirs: { a: 1 }, description: "ours" });
  });

  it("has in a plan nothing that is known only after apply when its description goes", async () => {
    const { terraform } = server;
    const given = { name: "plain", description: "d" };
    const { state } = await terraform.apply("platform_group", null, given);
    const { planned } = await terraform.plan("platform_group", state, { name: "plain" });
    expect(Object.entries(planned ?? {}).filter(([, value]) => value === unknown)).toEqual([]);
    const changed = await terraform.apply("platform_group", state, { name: "plain" });
    expect(changed).toMatchObject({ diagnostics: [], state: { description: null, reports_manager: null } });
  });

  it("shows what another interface made of it", async () => {
    const made = must(await create(planned("drifting", { description: "d" })));
    await server.asAdmin("PATCH", "/access/api/v2/groups/drifting", {
      description: "other",
      auto_join: true,
    });
    expect(await read(made)).toEqual({ ...made, description: "other", auto_join: true });
  });

  it("of JFrog's provider is the same here", async () => {
    const off = Object.fromEntries(Object.keys(privileges).map((name) => [name, false]));
    const sent = { name: "theirs", description: "d", auto_join: false, admin_privileges: false, ...off };
    await server.asAdmin("POST", "/access/api/v2/groups", sent);
    const parsed = resource.import.parse("theirs");
    if (!parsed.ok) throw new Error(parsed.detail);
    expect(await read(parsed.value as State)).toEqual({
      ...sent,
      external_id: null,
      members: null,
      use_group_members_resource: true,
      realm: "internal",
      realm_attributes: null,
    });
  });

  it("ignores members, and says so, unless it is to have them", async () => {
    const ignored = planned("ignoring", { members: ["ann"] });
    expect(resource.check?.(ignored)).toMatchObject([{ severity: "warning", at: ["members"] }]);
    expect(must(await create(ignored)).members).toEqual(["ann"]);

    const wanted = planned("wanting", { members: ["ann"], use_group_members_resource: false });
    expect(resource.check?.(wanted)).toEqual([]);
    const problem = problemOf(await create(wanted));
    expect(problem).toMatchObject({ summary: "The group was not created", at: ["members"] });
    expect(problem.detail).toMatch(/who is in a group is said by the identity mapping .* Reference id: /);
    must(await create(planned("wanting", { members: [], use_group_members_resource: false })));
  });
});

describe("what is refused", () => {
  it.each([
    ["auto_join", { auto_join: true, admin_privileges: true }],
    ["policy_viewer", { policy_manager: true, policy_viewer: false }],
  ])("at %s is a contradiction", (name, given) => {
    expect(resource.check?.(planned("x", given))).toMatchObject([{ severity: "error", at: [name] }]);
    expect(resource.check?.(planned("x", { ...given, [name]: unknown }))).toEqual([]);
  });

  it.each([
    ["name", { name: "a/b" }, /no slash/],
    ["description", { description: "\0" }, /at most 4096 characters/],
  ] as const)("is said at %s", async (name, given, sentence) => {
    const problem = problemOf(await create(planned("refused", given)));
    expect(problem.at).toEqual([name]);
    expect(problem.detail).toMatch(sentence);
  });

  it("at a name that is taken says how to import it", async () => {
    must(await create(planned("taken")));
    const problem = problemOf(await create(planned("taken")));
    expect(problem.at).toEqual(["name"]);
    expect(problem.detail).toContain('to = platform_group.NAME\n  id = "taken"');
  });
});
