/**
 * What a document of the JFrog face says about an attribute that may be left out. The face has one way to say "none":
 * the member is absent, null, empty or false. Terraform has two, absent and empty, and takes the one for a change of
 * the other; so the one that stood there before is kept.
 */

/** @param before of the plan or state; undefined: unknown, after an import */
export function textAfter(before: string | null | undefined, told: string | null): string | null {
  return told ?? (before === "" ? "" : null);
}

/** A flag that is off where it is not told. */
export function flagAfter(before: boolean | null | undefined, told: boolean | null): boolean | null {
  return told === true ? true : before === null || before === undefined ? null : false;
}

/**
 * The parts of an import id.
 * @returns null when there are fewer or more than there may be, or one is empty
 */
export function partsOfId(id: string, least: number, most: number): readonly string[] | null {
  const parts = id.split(":");
  return parts.length < least || parts.length > most || parts.includes("") ? null : parts;
}
