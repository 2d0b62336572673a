import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile } from "../../src/engine/reconcile.ts";
import { type Attributes, anyWithin, isLeftToServer, nestingOf } from "../../src/engine/schema.ts";
import { isWhollyKnown, type Path, type Value, type Values } from "../../src/engine/values.ts";
import { terraformWith } from "../terraform.ts";
import { providerOfAnything, someAttributes, someConfiguration } from "./random.ts";

const runs = {
  numRuns: Math.ceil(Number(process.env["COUNTERSIGN_TEST_PROPERTY_RUNS"] ?? 1_000) / 10),
  seed: 20,
};
const type = "any_thing";

const described = (unknowns = false) =>
  someAttributes().chain((attributes) =>
    fc.tuple(
      fc.constant(attributes),
      someConfiguration(attributes, false),
      someConfiguration(attributes, unknowns),
    ),
  );

async function started(attributes: Attributes) {
  const terraform = terraformWith(providerOfAnything(attributes));
  await terraform.configure();
  return terraform;
}

/** Applies, and holds the provider to Terraform's rules on the way. */
async function applied(attributes: Attributes, ...configurations: readonly Values[]) {
  const terraform = await started(attributes);
  let state: Values | null = null;
  for (const configuration of configurations) {
    const made = await terraform.apply(type, state, configuration);
    expect(made.diagnostics).toEqual([]);
    state = made.state;
  }
  if (state === null) throw new Error("nothing was made");
  return { terraform, state };
}

describe("any description", () => {
  it("is planned as configured, also where parts are known only later", async () => {
    await fc.assert(
      fc.asyncProperty(described(true), async ([attributes, first, second]) => {
        const terraform = await started(attributes);
        const fresh = await terraform.plan(type, null, second);
        const { state } = await terraform.apply(type, null, first);
        const change = await terraform.plan(type, state, second);
        expect([...fresh.diagnostics, ...change.diagnostics]).toEqual([]);
      }),
      runs,
    );
  });

  it("has nothing to change right after apply, nor after a refresh", async () => {
    await fc.assert(
      fc.asyncProperty(described(), async ([attributes, first, second]) => {
        const { terraform, state } = await applied(attributes, first, second);
        expect(await terraform.refresh(type, state)).toEqual({ state, diagnostics: [] });
        expect(await terraform.plan(type, state, second)).toMatchObject({
          action: "nothing",
          planned: state,
        });
      }),
      runs,
    );
  });

  it("comes out the same, whatever it was before, but for what is left to the server", async () => {
    await fc.assert(
      fc.asyncProperty(described(), async ([attributes, first, second]) => {
        const changed = await applied(attributes, first, second);
        const fresh = await applied(attributes, second);
        const { differences } = reconcile(attributes, fresh.state, changed.state);
        expect(differences.filter(({ at }) => !isOfServer(attributes, at))).toEqual([]);
      }),
      runs,
    );
  });

  it("has nothing to change after an import", async () => {
    await fc.assert(
      fc.asyncProperty(described(), async ([attributes, _, configuration]) => {
        const { terraform, state } = await applied(attributes, configuration);
        const imported = await terraform.import(type, String(state["key"]));
        expect(imported.diagnostics).toEqual([]);
        expect(await terraform.plan(type, imported.state, configuration)).toMatchObject({
          action: "nothing",
        });
      }),
      runs,
    );
  });

  it("has its validators asked about values that are known, and not null, only", async () => {
    const judged: Value[] = [];
    const withValues = someAttributes((value) => judged.push(value)).chain((attributes) =>
      fc.tuple(fc.constant(attributes), someConfiguration(attributes, true)),
    );
    await fc.assert(
      fc.asyncProperty(withValues, async ([attributes, configuration]) => {
        const terraform = await started(attributes);
        expect(await terraform.validate(type, configuration)).toEqual([]);
      }),
      runs,
    );
    expect(judged.length).toBeGreaterThan(runs.numRuns);
    expect(judged.filter((value) => value === null || !isWhollyKnown(value))).toEqual([]);
  });
});

/** Whether it, what it is part of, or something in it is left to the server. */
function isOfServer(attributes: Attributes, [name, ...rest]: Path): boolean {
  if (typeof name === "number") return isOfServer(attributes, rest);
  const attribute = name === undefined ? undefined : attributes[name];
  if (attribute === undefined) return false;
  const within = nestingOf(attribute.type)?.attributes ?? {};
  if (isLeftToServer(attribute)) return true;
  return rest.length > 0 ? isOfServer(within, rest) : anyWithin(attribute, isLeftToServer);
}
