/**
 * A map that never changes: adding or removing a key makes the next map and shares everything untouched
 * (a hash trie with small leaves). One edit among 100 000 entries costs a few short array copies, so a
 * reader keeps its snapshot and a writer never makes anybody wait.
 */

/** Entries a leaf holds before it is split by further bits of the hash. */
const leafCapacity = 8;
const bitsPerLevel = 5;
const fanOut = 1 << bitsPerLevel;
/** With its 30 bits used up, the hash cannot tell keys apart any more: leaves below this level just grow. */
const deepestLevel = 5;

interface Entry<V> {
  readonly hash: number;
  readonly key: string;
  readonly value: V;
}
type Leaf<V> = readonly Entry<V>[];
interface Branch<V> {
  readonly children: readonly (Trie<V> | undefined)[];
}
type Trie<V> = Leaf<V> | Branch<V>;

export interface PersistentMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** A map in which the key has this value. */
  with(key: string, value: V): PersistentMap<V>;
  /** A map without the key; the same map when it is not there. */
  without(key: string): PersistentMap<V>;
  /** In no particular order. */
  values(): Iterable<V>;
}

export function emptyMap<V>(): PersistentMap<V> {
  return new HashTrie<V>([], 0);
}

class HashTrie<V> implements PersistentMap<V> {
  readonly size: number;
  readonly #root: Trie<V>;

  constructor(root: Trie<V>, size: number) {
    this.#root = root;
    this.size = size;
  }

  get(key: string): V | undefined {
    return find(this.#root, key);
  }

  with(key: string, value: V): PersistentMap<V> {
    const size = this.get(key) === undefined ? this.size + 1 : this.size;
    return new HashTrie(insert(this.#root, { hash: hashOf(key), key, value }, 0), size);
  }

  without(key: string): PersistentMap<V> {
    if (this.get(key) === undefined) return this;
    return new HashTrie(remove(this.#root, key, hashOf(key), 0), this.size - 1);
  }

  values(): Iterable<V> {
    return walk(this.#root);
  }
}

function isBranch<V>(trie: Trie<V>): trie is Branch<V> {
  return !Array.isArray(trie);
}

/** FNV-1a over UTF-16 code units, cut to the 30 bits an engine keeps without a box. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return hash >>> 2;
}

function slotOf(hash: number, level: number): number {
  return (hash >>> (level * bitsPerLevel)) & (fanOut - 1);
}

function find<V>(root: Trie<V>, key: string): V | undefined {
  if (!isBranch(root)) return root.find((entry) => entry.key === key)?.value;
  const hash = hashOf(key);
  let trie: Trie<V> | undefined = root;
  for (let level = 0; trie !== undefined && isBranch(trie); level += 1) {
    trie = trie.children[slotOf(hash, level)];
  }
  // Comparing hashes first spares a visit to every other key of the leaf.
  return trie?.find((entry) => entry.hash === hash && entry.key === key)?.value;
}

function insert<V>(trie: Trie<V>, entry: Entry<V>, level: number): Trie<V> {
  if (isBranch(trie)) {
    const slot = slotOf(entry.hash, level);
    return { children: trie.children.with(slot, insert(trie.children[slot] ?? [], entry, level + 1)) };
  }
  const leaf = [...trie.filter((one) => one.key !== entry.key), entry];
  return leaf.length <= leafCapacity || level > deepestLevel ? leaf : split(leaf, level);
}

function split<V>(leaf: Leaf<V>, level: number): Trie<V> {
  const empty: Trie<V> = { children: Array.from({ length: fanOut }, () => undefined) };
  return leaf.reduce<Trie<V>>((trie, entry) => insert(trie, entry, level), empty);
}

function remove<V>(trie: Trie<V>, key: string, hash: number, level: number): Trie<V> {
  if (!isBranch(trie)) return trie.filter((entry) => entry.key !== key);
  const slot = slotOf(hash, level);
  const child = trie.children[slot];
  if (child === undefined) return trie;
  return { children: trie.children.with(slot, remove(child, key, hash, level + 1)) };
}

function* walk<V>(trie: Trie<V>): Generator<V> {
  if (isBranch(trie)) {
    for (const child of trie.children) if (child !== undefined) yield* walk(child);
  } else {
    for (const entry of trie) yield entry.value;
  }
}
