/**
 * Pages over lists held in memory. A cursor names the last item shown and where it stood, so that a page
 * costs the same at the end of a long list as at its start, and nothing is skipped when that item is deleted
 * between two pages.
 */

import { HttpFailure } from "../http-failure.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * @param keyOf unique within the list
 * @param cursor `next` of the page before
 * @throws HttpFailure 400 for a cursor this server did not make
 */
export function pageOf<Item>(
  list: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Page<Item> {
  const start = cursor === undefined ? 0 : positionAfter(list, keyOf, readCursor(cursor));
  const items = list.slice(start, start + limit);
  const last = items.at(-1);
  const more = start + items.length < list.length;
  const next = more && last !== undefined ? writeCursor(start + items.length - 1, keyOf(last)) : null;
  return { items, next };
}

interface Cursor {
  readonly index: number;
  readonly key: string;
}

function positionAfter<Item>(
  list: readonly Item[],
  keyOf: (item: Item) => string,
  { index, key }: Cursor,
): number {
  const there = list[index];
  if (there !== undefined && keyOf(there) === key) return index + 1;
  const moved = list.findIndex((item) => keyOf(item) === key);
  return moved === -1 ? index : moved + 1;
}

function writeCursor(index: number, key: string): string {
  return Buffer.from(`${index}:${key}`).toString("base64url");
}

function readCursor(cursor: string): Cursor {
  const match = /^(\d{1,9}):(.+)$/s.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw badCursor();
  return { index: Number(match[1]), key: match[2] ?? "" };
}

/** The answer to a cursor this server did not make. */
export function badCursor(): HttpFailure {
  return new HttpFailure(400, "invalid_cursor", "The cursor is not one of ours. Start at the first page.");
}
