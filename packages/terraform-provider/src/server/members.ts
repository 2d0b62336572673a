/** Reads members of documents that came from outside: what is missing or of another type is null. */

/** @returns undefined where `of` is no object, or has no such member of its own */
export function memberOf(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? Object.entries(of).find(([key]) => key === name)?.[1]
    : undefined;
}

export function textOf(of: unknown, name: string): string | null {
  const value = memberOf(of, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Whole numbers that JavaScript holds exactly, and no others. */
export function numberOf(of: unknown, name: string): number | null {
  const value = memberOf(of, name);
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** Empty where there is no array. */
export function listOf(of: unknown, name: string): readonly unknown[] {
  const value = memberOf(of, name);
  return Array.isArray(value) ? value : [];
}
