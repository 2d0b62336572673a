/**
 * What an object will be after apply. A default is there because the *configuration* leaves an attribute out, whatever
 * was there before, so that removing an attribute brings the default back; what is left to the server keeps the value
 * it has, until something that it follows is about to change.
 */

import { pairUp } from "./pairing.ts";
import type { Difference } from "./reconcile.ts";
import { reconcile } from "./reconcile.ts";
import { type Attribute, type Attributes, isLeftToServer, nestingOf } from "./schema.ts";
import { elementsOf, membersOf, unknown, type Value, type Values } from "./values.ts";

export interface Plan {
  readonly planned: Values;
  /** Against the prior object; empty for a creation. */
  readonly differences: readonly Difference[];
}

/**
 * Plans an object of these attributes.
 * @param prior null when there is none yet
 * @param configuration as a person wrote it; parts may be unknown
 */
export function planObject(attributes: Attributes, prior: Values | null, configuration: Values): Plan {
  const wanted = fill(attributes, prior, configuration, () => false);
  if (prior === null) return { planned: wanted, differences: [] };
  if (reconcile(attributes, prior, wanted).differences.length === 0) {
    return { planned: reconcile(attributes, prior, wanted).value, differences: [] };
  }
  // Something is written, so that what the server has not said yet, and what follows from a change, may come to be.
  const loosened = fill(attributes, prior, configuration, mayChange);
  const { value, differences } = reconcile(attributes, prior, loosened);
  return { planned: value, differences };
}

/** Values of a configuration with its defaults, for what has no prior object: data sources, ephemeral resources. */
export function withDefaults(attributes: Attributes, configuration: Values): Values {
  return fill(attributes, null, configuration, () => false);
}

/** Whether an attribute that is left to the server may come out of a write with another value than it has. */
type MayChange = (attribute: Attribute, siblings: Siblings) => boolean;
interface Siblings {
  readonly name: string;
  readonly attributes: Attributes;
  readonly prior: Values;
  readonly configuration: Values;
}

const mayChange: MayChange = (attribute, { name, attributes, prior, configuration }) => {
  if ((prior[name] ?? null) === null && attribute.mayBeNone !== true) return true;
  return (attribute.follows ?? []).some((followed) => {
    const one = attributes[followed];
    if (one === undefined) return false;
    const only = { [followed]: one };
    return (
      reconcile(
        only,
        prior,
        fill(only, prior, configuration, () => false),
      ).differences.length > 0
    );
  });
};

function fill(
  attributes: Attributes,
  prior: Values | null,
  configuration: Values,
  loosen: MayChange,
): Values {
  const filled = Object.entries(attributes).map(([name, attribute]): [string, Value] => {
    // Under `ignore_changes` Terraform hands over as configured what nobody could configure.
    const given = attribute.presence === "computed" ? null : (configuration[name] ?? null);
    const before = prior?.[name] ?? null;
    if (given !== null) return [name, fillWithin(attribute, before, given, loosen)];
    if (attribute.presence === "defaulted") {
      return [name, fillWithin(attribute, before, attribute.default, loosen)];
    }
    if (!isLeftToServer(attribute)) return [name, null];
    if (prior === null) return [name, unknown];
    return [name, loosen(attribute, { name, attributes, prior, configuration }) ? unknown : before];
  });
  return Object.fromEntries(filled);
}

/** Fills in the attributes within an attribute that has a value. */
function fillWithin(attribute: Attribute, before: Value, given: Value, loosen: MayChange): Value {
  const nesting = nestingOf(attribute.type);
  if (nesting === null) return given;
  const fillOne = (earlier: Value | undefined, one: Value): Value => {
    const members = membersOf(one);
    return members === null ? one : fill(nesting.attributes, membersOf(earlier), members, loosen);
  };
  if (nesting.kind === "object") return fillOne(before, given);
  const elements = elementsOf(given);
  if (elements === null) return given;
  const earlier = elementsOf(before) ?? [];
  if (nesting.kind === "listOf") return elements.map((one, index) => fillOne(earlier[index], one));
  const was = earlierOf(nesting.attributes, earlier, elements);
  return elements.map((one, index) => fillOne(was[index], one));
}

/** What each element of a set was before: the one of which the configuration says the same. */
function earlierOf(
  attributes: Attributes,
  earlier: readonly Value[],
  elements: readonly Value[],
): readonly (Value | undefined)[] {
  const wanted = elements.map((one) => fill(attributes, null, membersOf(one) ?? {}, () => false));
  const pairs = pairUp(elements.length, earlier.length, (one, other) => {
    const [will, was] = [wanted[one], membersOf(earlier[other])];
    return will !== undefined && was !== null && reconcile(attributes, will, was).differences.length === 0;
  });
  return pairs.map((other) => (other === null ? undefined : earlier[other]));
}
