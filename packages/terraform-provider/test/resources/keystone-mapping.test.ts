import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sameJson } from "../../src/engine/json-text.ts";
import { keystoneMapping as resource } from "../../src/resources/keystone-mapping.ts";
import { call, type KeystoneServer, startKeystoneServer } from "./keystone-server.ts";
import { must, problemOf } from "./outcomes.ts";

type State = Parameters<typeof resource.read>[1];

let server: KeystoneServer;
beforeAll(async () => {
  server = await startKeystoneServer();
});
afterAll(() => server.close());

const rules = JSON.stringify([
  { remote: [{ type: "OIDC-sub", any_one_of: ["repo:a/b"] }], local: [{ user: { name: "ci <&>" } }] },
]);
const planned = (id: string, given: Partial<State> = {}): State => ({
  id,
  rules_json: rules,
  schema_version: null,
  ...given,
});
const create = (plan: State) => resource.create(server.connection, plan, call);
const read = async (state: State) => must(await resource.read(server.connection, state, call));
const update = async (prior: State, given: Partial<State>) => {
  const outcome = await resource.update?.(
    server.connection,
    { prior, planned: { ...prior, ...given } },
    call,
  );
  if (outcome === undefined) throw new Error("it cannot be updated");
  return outcome;
};

/** As the engine has it: the text that is known stays where the other means the same. */
function expectSame(found: State | null, expected: State): void {
  expect({ ...found, rules_json: "" }).toEqual({ ...expected, rules_json: "" });
  expect(sameJson(found?.rules_json ?? "", expected.rules_json)).toBe(true);
}

describe("a mapping", () => {
  it("has its rules as they were sent, is changed in place and deleted", async () => {
    const plan = planned("whole");
    expectSame(must(await create(plan)), plan);
    expectSame(await read(plan), plan);
    const { mapping } = await server.operator("GET", "/mappings/whole");
    expect(JSON.stringify(mapping.rules)).toBe(rules);

    const other = JSON.stringify(
      [{ remote: [{ type: "sub" }], local: [{ user: { name: "{0}" } }] }],
      null,
      2,
    );
    const changed = { ...plan, rules_json: other, schema_version: "2.0" };
    expectSame(must(await update(plan, changed)), changed);
    expectSame(await read(changed), changed);

    must(await resource.destroy(server.connection, plan, call));
    expect(await read(plan)).toBeNull();
    must(await resource.destroy(server.connection, plan, call));
  });

  it.each([null, "1.0", "2.0"])("of the version %j is read back so", async (schema_version) => {
    const plan = planned(`version-${schema_version}`, { schema_version });
    expectSame(must(await create(plan)), plan);
    expectSame(await read(plan), plan);
  });

  it("whose version goes is one of version 1.0 again", async () => {
    const plan = planned("was-2", { schema_version: "2.0" });
    must(await create(plan));
    expectSame(must(await update(plan, { schema_version: null })), planned("was-2"));
    expect((await server.operator("GET", "/mappings/was-2")).mapping.schema_version).toBe("1.0");
  });

  it("without a version is of Huawei Cloud's kind where it has only what that knows, and stays so", async () => {
    const huawei = JSON.stringify([
      { remote: [{ type: "sub" }], local: [{ user: { name: "{0}" } }, { group: { name: "deployers" } }] },
    ]);
    const plan = planned("huawei", { rules_json: huawei });
    must(await create(plan));
    expectSame(must(await update(plan, {})), plan);
    const problem = problemOf(await update(plan, { schema_version: "1.0" }));
    expect(problem.at).toEqual(["rules_json"]);
  });

  it("shows what another interface made of it", async () => {
    const plan = planned("drifting");
    must(await create(plan));
    const other = [{ remote: [{ type: "sub" }], local: [{ user: { name: "{0}" } }] }];
    await server.operator("PATCH", "/mappings/drifting", {
      mapping: { rules: other, schema_version: "3.0" },
    });
    expectSame(
      await read(plan),
      planned("drifting", { rules_json: JSON.stringify(other), schema_version: "3.0" }),
    );
  });

  it("is imported by its id, with its rules as jsonencode writes them", async () => {
    must(await create(planned("imported")));
    const parsed = resource.import.parse("imported");
    if (!parsed.ok) throw new Error(parsed.detail);
    expect(await read(parsed.value as State)).toEqual({
      id: "imported",
      rules_json:
        '[{"local":[{"user":{"name":"ci \\u003c\\u0026\\u003e"}}],"remote":[{"any_one_of":["repo:a/b"],"type":"OIDC-sub"}]}]',
      schema_version: null,
    });
  });
});

describe("what is refused", () => {
  it.each([
    ["rules_json", { rules_json: "[]" }, /rules must not be empty/],
    ["rules_json", { rules_json: '[{"local":[],"remote":[],"x":1}]' }, /rules\[0\]/],
    ["schema_version", { schema_version: "9.0" }, /must be one of "1.0", "2.0", "3.0"/],
  ] as const)("is said at %s: %j", async (name, given, sentence) => {
    const problem = problemOf(await create(planned("refused", given)));
    expect(problem).toMatchObject({ summary: "The mapping was not created", at: [name] });
    expect(problem.detail).toMatch(sentence);
    expect(problem.detail).toMatch(/Reference id: [0-9a-f-]{36}/);
  });

  it.each([
    ["{}", "This is JSON, but not a list. Write it with jsonencode([ … ])"],
    ["[", "This is not JSON"],
    ['[{"a":1,"a":1}]', "same member twice"],
  ])("is rules that are no list: %s", (text, sentence) => {
    const [validator] = resource.attributes.rules_json.validators;
    expect(validator.check(text)).toContain(sentence);
    expect(validator.check(rules)).toBeNull();
  });

  it("is an id that is taken, with how to import it", async () => {
    must(await create(planned("taken")));
    const problem = problemOf(await create(planned("taken")));
    expect(problem.at).toEqual(["id"]);
    expect(problem.detail).toContain('to = platform_keystone_mapping.NAME\n  id = "taken"');
  });
});
