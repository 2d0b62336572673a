/**
 * A map that never changes: adding or removing a key makes the next map and shares everything untouched
 * (a hash trie with small leaves). One edit among 100 000 entries costs a few short array copies, so a
 * reader keeps its snapshot and a writer never makes anybody wait. A series of edits whose steps nobody else
 * sees copies each part once (`Fresh`).
 */

/**
 * The parts that a series of edits has made itself. Nobody else has seen them, so the series changes them in
 * place; the maps it has left behind are used up with that. It ends when the set is let go.
 */
export type Fresh = Set<object>;

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
/** Copied by every edit, in exactly the length it needs: there are very many of them. */
type Leaf<V> = readonly Entry<V>[];
interface Branch<V> {
  readonly children: (Trie<V> | undefined)[];
}
type Trie<V> = Leaf<V> | Branch<V>;

export interface PersistentMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** A map in which the key has this value. @param fresh of the series of edits this one belongs to */
  with(key: string, value: V, fresh?: Fresh): PersistentMap<V>;
  /** A map without the key; the same map when it is not there. @param fresh as above */
  without(key: string, fresh?: Fresh): PersistentMap<V>;
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
    return find(this.#root, key, hashOf(key));
  }

  with(key: string, value: V, fresh?: Fresh): PersistentMap<V> {
    const hash = hashOf(key);
    const size = find(this.#root, key, hash) === undefined ? this.size + 1 : this.size;
    return new HashTrie(insert(this.#root, { hash, key, value }, 0, fresh), size);
  }

  without(key: string, fresh?: Fresh): PersistentMap<V> {
    const hash = hashOf(key);
    if (find(this.#root, key, hash) === undefined) return this;
    return new HashTrie(remove(this.#root, key, hash, 0, fresh), this.size - 1);
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

/** On the path of every exchange, and many times in every load: no closures. */
function find<V>(root: Trie<V>, key: string, hash: number): V | undefined {
  let trie: Trie<V> | undefined = root;
  for (let level = 0; trie !== undefined && isBranch(trie); level += 1) {
    trie = trie.children[slotOf(hash, level)];
  }
  if (trie === undefined) return undefined;
  // Comparing hashes first spares a visit to every other key of the leaf.
  for (const entry of trie) if (entry.hash === hash && entry.key === key) return entry.value;
  return undefined;
}

function insert<V>(trie: Trie<V>, entry: Entry<V>, level: number, fresh: Fresh | undefined): Trie<V> {
  if (isBranch(trie)) {
    const slot = slotOf(entry.hash, level);
    return withChild(trie, slot, insert(trie.children[slot] ?? [], entry, level + 1, fresh), fresh);
  }
  const place = trie.findIndex(({ hash, key }) => hash === entry.hash && key === entry.key);
  const leaf = place < 0 ? trie.concat(entry) : trie.with(place, entry);
  return leaf.length <= leafCapacity || level > deepestLevel ? leaf : split(leaf, level, fresh);
}

function split<V>(leaf: Leaf<V>, level: number, fresh: Fresh | undefined): Trie<V> {
  const empty: Trie<V> = { children: Array.from({ length: fanOut }, () => undefined) };
  return leaf.reduce<Trie<V>>((trie, entry) => insert(trie, entry, level, fresh), empty);
}

function remove<V>(
  trie: Trie<V>,
  key: string,
  hash: number,
  level: number,
  fresh: Fresh | undefined,
): Trie<V> {
  if (!isBranch(trie)) return trie.filter((entry) => entry.key !== key);
  const slot = slotOf(hash, level);
  const child = trie.children[slot];
  return child === undefined
    ? trie
    : withChild(trie, slot, remove(child, key, hash, level + 1, fresh), fresh);
}

function withChild<V>(branch: Branch<V>, slot: number, child: Trie<V>, fresh: Fresh | undefined): Branch<V> {
  if (fresh?.has(branch)) {
    branch.children[slot] = child;
    return branch;
  }
  const next = { children: branch.children.with(slot, child) };
  fresh?.add(next);
  return next;
}

function* walk<V>(trie: Trie<V>): Generator<V> {
  if (isBranch(trie)) {
    for (const child of trie.children) if (child !== undefined) yield* walk(child);
  } else {
    for (const entry of trie) yield entry.value;
  }
}
