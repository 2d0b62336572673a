/**
 * What `terraform validate` says about a configuration, before anything is sent to the server: one configuration full of
 * faults, each in a resource of its own, each told on its attribute. A rule that an attribute gets needs a fault here.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attributes } from "../../src/engine/schema.ts";
import type { Value, Values } from "../../src/engine/values.ts";
import { countersign } from "../../src/provider.ts";
import { faults, good, together } from "./faults.ts";
import { diagnosticsIn, type Said } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

/** JSON is an expression of Terraform's language, but for what begins a template in it. */
const written = (value: Value) => JSON.stringify(value).replaceAll(/[$%](?=\{)/g, "$&$&");

/** @param given null takes an attribute away */
function resource(type: string, label: string, given: Values): string {
  const attributes = Object.entries({ ...good[type], ...given }).filter(([, value]) => value !== null);
  const lines = attributes.map(([name, value]) => `  ${name} = ${written(value)}\n`);
  return `resource "${type}" "${label}" {\n${lines.join("")}}\n`;
}

/** The attributes with this one in the place that the path names. */
function withIn(attributes: Values, [name = "", ...within]: readonly string[], value: Value): Values {
  if (within.length === 0) return { [name]: value };
  const inner = (attributes[name] ?? {}) as Values;
  return { [name]: { ...inner, ...withIn(inner, within, value) } };
}

/** Every rule of an attribute on its own: the type, the path, the sentence if a value breaks it. */
function rulesOf(type: string, attributes: Attributes, above: readonly string[] = []): readonly Rule[] {
  return Object.entries(attributes).flatMap(([name, { type: of, validators = [] }]) => [
    ...validators.map(({ rule, check }) => ({ type, path: [...above, name].join("."), rule, check })),
    ...(typeof of === "object" && "object" in of ? rulesOf(type, of.object, [...above, name]) : []),
  ]);
}

interface Rule {
  readonly type: string;
  readonly path: string;
  readonly rule: string;
  readonly check: (value: Value) => string | null;
}

describe("faults to validate", () => {
  it("are there for every rule of an attribute", () => {
    const { name, resources } = countersign();
    const rules = resources.flatMap((one) => rulesOf(`${name}_${one.name}`, one.attributes as Attributes));
    const untried = rules.filter(
      ({ type, path, check }) =>
        !faults.some((fault) => fault.type === type && fault.path === path && check(fault.value) !== null),
    );
    expect(untried.map(({ type, path, rule }) => `${type}.${path} ${rule}`)).toEqual([]);
  });
});

const overLines = `
resource "platform_oidc_identity_mapping" "over_lines" {
  name          = "over-lines"
  provider_name = "ci"
  priority      = 1
  claims_json   = jsonencode({ sub = "x" })
  token_spec = {
    groups_pattern = "{{groups}}"
    expires_in     = 0
  }
}
`;

describe.skipIf(terraform === null)("terraform validate", () => {
  let world: TerraformWorld;
  let said: readonly Said[];
  beforeAll(async () => {
    world = await startTerraformWorld();
    const texts = [
      ...faults.map(({ type, path, value }, at) =>
        resource(type, `one_${at}`, withIn(good[type] ?? {}, path.split("."), value)),
      ),
      ...together.map(({ type, given }, at) => resource(type, `together_${at}`, given)),
      ...Object.keys(good).map((type) => resource(type, "good", {})),
      overLines,
    ];
    const workspace = await world.workspace(texts.join(""));
    said = diagnosticsIn(await workspace.run("validate", "-json"));
  });
  afterAll(() => world?.close());

  /** Those of one resource, on which line and what they say. */
  const saidOf = (address: string) =>
    said
      .filter((one) => one.address === address)
      .map(({ severity, at, detail }) => ({ severity, at: at?.split(" ")[0], detail }));

  it("shows the line of what is wrong within an attribute", () => {
    expect(saidOf("platform_oidc_identity_mapping.over_lines").map(({ at }) => at)).toEqual(["expires_in"]);
  });

  it("finds nothing in what is good", () => {
    expect(said.filter(({ address }) => address?.endsWith(".good") === true)).toEqual([]);
  });

  it.each(faults.map((fault, at) => ({ ...fault, at })))(
    "tells of $type that $path is not $value",
    ({ type, path, says, at }) => {
      expect(saidOf(`${type}.one_${at}`)).toContainEqual({
        severity: "error",
        at: path.split(".")[0],
        detail: expect.stringContaining(says),
      });
    },
  );

  it.each(together.map((fault, at) => ({ ...fault, at })))(
    "tells of $type with $given: $says",
    ({ type, on, says, severity = "error", at }) => {
      const told = { severity, at: on, detail: expect.stringContaining(says) };
      expect(saidOf(`${type}.together_${at}`)).toContainEqual(told);
    },
  );
});
