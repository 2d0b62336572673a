/**
 * The rules for single values that several attributes share. Each says its rule for the documentation page, and of a
 * value that breaks it what is accepted; the value itself is shown beside.
 */

import type { Validator } from "./schema.ts";

export function matches(form: RegExp, rule: string, sentences: string): Validator {
  return { rule, check: (value) => (typeof value === "string" && !form.test(value) ? sentences : null) };
}

/** Text of a length in characters as a person counts them. */
export function hasLength(least: number, most: number): Validator {
  return {
    rule: `has ${least} to ${most} characters`,
    check: (value) => {
      const length = typeof value === "string" ? [...value].length : least;
      return length < least || length > most ? `It must have ${least} to ${most} characters.` : null;
    },
  };
}

/** For text that may be left out: empty text would be read back as none. */
export const isNotEmpty: Validator = {
  rule: "is not empty",
  check: (value) =>
    value === "" ? "Empty text would mean none. Leave the attribute out, or give it a value." : null,
};

export function isOneOf(...allowed: readonly [string, ...string[]]): Validator {
  const list = (quote: string) =>
    inWords(
      allowed.map((one) => `${quote}${one}${quote}`),
      "or",
    );
  return {
    rule: `is ${list("`")}`,
    check: (value) =>
      typeof value === "string" && !allowed.includes(value)
        ? `It must be ${list('"')}, in these letters.`
        : null,
  };
}

/** A whole number; with `orElse` also that one, which stands for something of its own. */
export function isWithin(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
  orElse?: { readonly value: number; readonly meaning: string },
): Validator {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  const accepted = `${range}${orElse === undefined ? "" : `, or ${orElse.value} for ${orElse.meaning}`}`;
  return {
    rule: `is ${accepted}`,
    check: (value) =>
      typeof value === "number" && value !== orElse?.value && (value < least || value > most)
        ? `It must be ${accepted}.`
        : null,
  };
}

/** `a`, `a or b`, `a, b or c`. */
export function inWords(items: readonly string[], last: "and" | "or"): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}
