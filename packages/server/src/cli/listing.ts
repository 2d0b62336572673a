/** Lists of which a person says how many they want. */

import { CommandFailure, exitCodes } from "./outcome.ts";

/** What one page of the admin API holds at most. */
const pageSize = 200;

/** @throws CommandFailure */
export function readLimit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CommandFailure(exitCodes.usage, `--limit must be a whole number from 1 to 9999, not "${text}".`);
}

/** The first items of a list. @param list reads it in pages of so many */
export async function firstOf<Item>(
  limit: number,
  list: (page: number) => AsyncIterable<Item>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of list(Math.min(limit, pageSize))) {
    found.push(item);
    if (found.length === limit) break;
  }
  return found;
}
