/**
 * The configurations and mappings that this process has planned so far. The server judges a draft beside them: in the
 * first plan nothing of what belongs together is there yet. They are never written anywhere.
 */

/** As they will be sent to the JFrog face. */
export type Document = Readonly<Record<string, unknown>>;

/** What the server takes along with one question (docs/faces/jfrog-access.md). */
export const mostBeside = 500;

export interface Drafts {
  /** Remembers it in place of an older one of the same key. */
  add(kind: DraftKind, key: string, document: Document): void;
  /** All others of that kind, the latest ones first, at most `mostBeside`. */
  others(kind: DraftKind, key: string): readonly Document[];
}

export type DraftKind = "configuration" | "identity_mapping";

export function createDrafts(): Drafts {
  const held: Readonly<Record<DraftKind, Map<string, Document>>> = {
    configuration: new Map(),
    identity_mapping: new Map(),
  };
  return {
    add(kind, key, document) {
      held[kind].delete(key);
      held[kind].set(key, document);
    },
    others: (kind, key) =>
      [...held[kind]]
        .filter(([other]) => other !== key)
        .map(([, document]) => document)
        .reverse()
        .slice(0, mostBeside),
  };
}
