/** The addresses of the log: of an entry, with the list it was opened from, so that going back leads there. */

import { type LogFilters, writeFilters } from "./model/filters.ts";

/** Takes the place of a reference id in the address, which it cannot be taken for. */
export const explainPath = "explain";

export function listAddress(filters: LogFilters): string {
  return `/log${query(filters)}`;
}

export function entryAddress(requestId: string, filters: LogFilters): string {
  return `/log/${encodeURIComponent(requestId)}${query(filters)}`;
}

function query(filters: LogFilters): string {
  const written = writeFilters(filters);
  return written === "" ? "" : `?${written}`;
}
