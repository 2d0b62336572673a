/** A list of the API as a whole, for what is chosen from or shown on one page. */

/** More are no list for people. */
const most = 1_000;

/** The first items of a list, page by page. */
export async function gather<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length === most) break;
  }
  return found;
}
