/** The list that is open, which outlives the page: whoever comes back from an entry or another page finds it as it was. */

import { client } from "../../../api/client.ts";
import { type LogFilters, toQuery, writeFilters } from "../model/filters.ts";
import { type AskForPage, LogFeed } from "./feed.ts";

/** A list, and where one was in it. */
export interface OpenList {
  readonly name: string;
  readonly feed: LogFeed;
  /** How far the window was scrolled. */
  scrolled: number;
  /** Reference id of the row one was at last; null: none. */
  at: string | null;
}

const ask: AskForPage = (query, signal) => client.request("GET", "/api/v1/exchanges", { query, signal });

let open: OpenList | null = null;

/** The list for these filters: the one that is open, or a new one in its place. */
export function listFor(filters: LogFilters): OpenList {
  const name = writeFilters(filters);
  if (open?.name === name) return open;
  const feed = new LogFeed(ask, toQuery(filters, Date.now()));
  open = { name, feed, scrolled: 0, at: null };
  void feed.start();
  return open;
}
