/**
 * Remembers by name what was used last, in bounded memory and without keeping an order: taking an entry out and
 * putting it in again with every use, the usual way, makes such a map anew every few uses, among the objects that
 * only a full garbage collection frees.
 */

export class RecentlyUsed<Value> {
  readonly #limit: number;
  #recent = new Map<string, Value>();
  #before = new Map<string, Value>();

  /** @param limit so many that were used last are remembered for certain, and never more than twice as many */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts as a use. */
  get(name: string): Value | undefined {
    const recent = this.#recent.get(name);
    if (recent !== undefined) return recent;
    const before = this.#before.get(name);
    if (before !== undefined) this.set(name, before);
    return before;
  }

  set(name: string, value: Value): void {
    if (this.#recent.size >= this.#limit && !this.#recent.has(name)) {
      this.#before = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(name, value);
  }
}
