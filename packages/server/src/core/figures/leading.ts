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
    const last = this.#items.at(-1);
    if (this.#items.length === this.#limit && last !== undefined && this.#compare(item, last) >= 0) return;
    const place = this.#items.findIndex((there) => this.#compare(item, there) < 0);
    this.#items.splice(place === -1 ? this.#items.length : place, 0, item);
    if (this.#items.length > this.#limit) this.#items.pop();
  }

  /** In order. */
  list(): readonly Item[] {
    return this.#items;
  }
}
