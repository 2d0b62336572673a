/**
 * Stands in for fast-check in the copied tests: each property is tried a few times, because thousands of mutants
 * meet it, and what fails is not made smaller, because nobody reads it.
 */

import real, {
  type IRawProperty,
  type Parameters as Settings,
} from "../../node_modules/fast-check/lib/fast-check.js";

export * from "../../node_modules/fast-check/lib/fast-check.js";

const few = { numRuns: 100, endOnFailure: true };

function assert<Values>(property: IRawProperty<Values>, settings?: Settings<Values>): void | Promise<void> {
  return real.assert(property, { ...settings, ...few });
}

export default { ...real, assert };
