/** The first few of very many in some order, without sorting them all. */

export class Leading<Item> {
  readonly #items: Item[] = [];
  readonly #limit: number;
  readonly #compare: (one: Item, other: Item) => number;

  /** @param compare negative where the first comes before the second */
  constructor(limit: number, compare: (one: Item, other: Item) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  add(item: Item): void {
    // From the end, because of very many hardly any comes before the last.
    const place = this.#items.findLastIndex((there) => this.#compare(there, item) <= 0) + 1;
    this.#items.splice(place, 0, item);
    this.#items.splice(this.#limit);
  }

  /** In order. */
  list(): readonly Item[] {
    return this.#items;
  }
}
