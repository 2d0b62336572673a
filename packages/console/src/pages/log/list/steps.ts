/** Where a key leads in a list of rows. */

/** Rows that a page of the keyboard is. */
const pageRows = 10;

interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * @param index the row one is at
 * @returns the row to go to, among those there are; null when the key leads nowhere
 */
export function stepFor({ key, altKey, ctrlKey, metaKey }: Key, index: number, count: number): number | null {
  if (count === 0 || altKey || ctrlKey || metaKey) return null;
  const to = placeFor(key, index, count);
  return to === null ? null : Math.min(Math.max(to, 0), count - 1);
}

function placeFor(key: string, index: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return index + 1;
    case "ArrowUp":
      return index - 1;
    case "PageDown":
      return index + pageRows;
    case "PageUp":
      return index - pageRows;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
