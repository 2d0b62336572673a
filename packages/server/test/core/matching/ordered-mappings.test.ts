import { describe, expect, it } from "vitest";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { type CompiledMapping, compileMapping } from "../../../src/core/matching/mapping.ts";
import { noOrderedMappings, type OrderedMappings } from "../../../src/core/matching/ordered-mappings.ts";
import { mappingOf } from "../samples.ts";

const compiled = (priority: number, project: string | null = null) =>
  compileMapping(mappingOf({}, { name: `m${priority}`, priority, project }), noRegex);
const orderOf = (mappings: readonly CompiledMapping[]) =>
  mappings.reduce<OrderedMappings>((order, one) => order.with(one), noOrderedMappings);

describe("mappings in order", () => {
  // More than one run holds, and in an order of arrival that is neither theirs nor its reverse.
  const many = Array.from({ length: 1_200 }, (_, number) => compiled(number));
  const arriving = [
    ...many.filter((_, at) => at % 2 === 0),
    ...many.filter((_, at) => at % 2 === 1).toReversed(),
  ];

  it("are listed in it, whatever order they came in and however many they are", () => {
    expect(noOrderedMappings.list()).toEqual([]);
    const order = orderOf(arriving);
    expect(order.size).toBe(1_200);
    expect(order.list()).toEqual(many);
    expect(order.runs.length).toBeGreaterThan(1);
  });

  it("give as many of the first as are asked for", () => {
    const order = orderOf(arriving);
    for (const count of [0, 1, 511, 700, 1_200, 2_000]) {
      expect(order.first(count)).toEqual(many.slice(0, count));
    }
  });

  it("are fewer by what is taken out, until there are none", () => {
    let order = orderOf(arriving);
    for (const one of many.slice(0, 600)) order = order.without(one);
    expect(order.size).toBe(600);
    expect(order.list()).toEqual(many.slice(600));
    for (const one of many.slice(600)) order = order.without(one);
    expect(order.size).toBe(0);
    expect(order.runs).toEqual([]);
  });

  it("stay as they are when something is taken out that is not among them", () => {
    const order = orderOf(many.slice(0, 3));
    expect(order.without(compiled(1)).list()).toEqual(many.slice(0, 3));
    expect(order.without(compiled(7)).size).toBe(3);
  });

  it("stand project by project, and the global ones last", () => {
    const [red, blue, global] = [compiled(1, "red"), compiled(2, "blue"), compiled(0)];
    for (const arrival of [
      [red, blue, global],
      [global, blue, red],
      [blue, global, red],
    ]) {
      expect(orderOf(arrival).list()).toEqual([blue, red, global]);
    }
  });
});
