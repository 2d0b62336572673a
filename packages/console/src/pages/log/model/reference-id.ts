/** Reference ids as people bring them: out of an error message, with OpenStack's prefix, with what stood around. */

const referenceId = /(?:req-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])/gi;

/**
 * The one reference id in a text.
 * @returns it in lower case and without `req-`; null when there is none, or more than one
 */
export function referenceIdIn(text: string): string | null {
  const found = new Set(Array.from(text.matchAll(referenceId), ([, id = ""]) => id.toLowerCase()));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}
