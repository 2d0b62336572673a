/**
 * The "Schema" section of a page of the registry, made from the description that also makes the schema Terraform is
 * told: attributes by what a person has to do with them, and a section of its own for each nested object.
 *
 * @see https://developer.hashicorp.com/terraform/registry/providers/docs
 */

import type { Attribute, Attributes, NestedType, PlainType } from "../src/engine/schema.ts";
import type { Value } from "../src/engine/values.ts";

type Group = "Required" | "Optional" | "Read-Only";
const groups: readonly Group[] = ["Required", "Optional", "Read-Only"];

const groupOf = {
  required: "Required",
  optional: "Optional",
  defaulted: "Optional",
  settable: "Optional",
  computed: "Read-Only",
} as const satisfies Record<Attribute["presence"], Group>;

/** Markdown, from the heading on. */
export function schemaSection(attributes: Attributes): string {
  const inGroups = grouped(attributes, []).map(({ group, lines }) => `### ${group}\n\n${lines}`);
  return ["## Schema", ...inGroups, ...nestedSections(attributes, [])].join("\n\n");
}

/** @param path names of the attributes that lead here */
function grouped(attributes: Attributes, path: readonly string[]) {
  return groups
    .map((group) => ({
      group,
      lines: Object.entries(attributes)
        .filter(([, { presence }]) => groupOf[presence] === group)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, attribute]) => line(attribute, [...path, name]))
        .join("\n"),
    }))
    .filter(({ lines }) => lines !== "");
}

function nestedSections(attributes: Attributes, path: readonly string[]): readonly string[] {
  return Object.entries(attributes).flatMap(([name, { type }]) => {
    const inner = innerOf(type);
    if (inner === null) return [];
    const here = [...path, name];
    return [
      `<a id="${anchorOf(here)}"></a>\n### Nested Schema for \`${here.join(".")}\``,
      ...grouped(inner, here).map(({ group, lines }) => `${group}:\n\n${lines}`),
      ...nestedSections(inner, here),
    ];
  });
}

function line(attribute: Attribute, path: readonly string[]): string {
  const nature = [
    typeName(attribute.type),
    ...(attribute.sensitive === true ? ["Sensitive"] : []),
    ...(attribute.replaces === true ? ["Forces replacement"] : []),
    ...(attribute.deprecated === undefined ? [] : ["Deprecated"]),
  ];
  const nested =
    innerOf(attribute.type) === null ? [] : [`(see [below for nested schema](#${anchorOf(path)}))`];
  const words = [attribute.description, ...rulesOf(attribute), ...nested].join(" ");
  return `- \`${path.at(-1)}\` (${nature.join(", ")}) ${words}`;
}

/** What the description leaves to the schema: whole sentences. */
function rulesOf({ presence, validators = [], default: fallback, deprecated }: Attribute) {
  const rules = validators.map(({ rule }) => rule).join(", and ");
  return [
    ...(rules === "" ? [] : [`The value ${rules}.`]),
    ...(presence === "defaulted" ? [`Defaults to \`${shown(fallback ?? null)}\`.`] : []),
    ...(deprecated === undefined ? [] : [deprecated]),
  ];
}

/** As a configuration says it, but for the quotes of a text. */
function shown(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function typeName(type: PlainType | NestedType): string {
  if (type === "string") return "String";
  if (type === "number") return "Number";
  if (type === "bool") return "Boolean";
  if ("list" in type) return `List of ${typeName(type.list)}`;
  if ("set" in type) return `Set of ${typeName(type.set)}`;
  if ("map" in type) return `Map of ${typeName(type.map)}`;
  if ("listOf" in type) return "Attributes List";
  if ("setOf" in type) return "Attributes Set";
  return "Attributes";
}

function innerOf(type: PlainType | NestedType): Attributes | null {
  if (typeof type === "string") return null;
  if ("object" in type) return type.object;
  if ("listOf" in type) return type.listOf;
  return "setOf" in type ? type.setOf : null;
}

function anchorOf(path: readonly string[]): string {
  return `nestedatt--${path.join("--")}`;
}
