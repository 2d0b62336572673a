/**
 * Keeps a list of the log in step with the server: loads it from the latest on, older ones as one scrolls, emptied pages
 * when they come into sight, newer ones when it is told to look. It has no clock of its own, and outlives the page that
 * shows it, so that whoever comes back finds the list where it was.
 */

import type { Exchange } from "@countersign/client";
import type { LogQuery } from "../model/filters.ts";
import {
  type Answered,
  addNewer,
  addOlder,
  countRows,
  fillPage,
  fullPage,
  type LogList,
  type Missing,
  missingPage,
  newerCursor,
  pageSize,
  type Range,
  showWaiting,
  startList,
  trim,
} from "../model/log-list.ts";
import { type LogRow, rowOf } from "../model/log-row.ts";

/** Records before the end of what is loaded, at which older ones are asked for. */
const lookAhead = 60;
/** More rows than a browser can lay out below each other are never loaded; a narrower period shows what is older. */
export const mostRows = 200_000;
/** Answers that one look for newer ones takes at most; what they do not reach begins the list anew. */
const looksForNewer = 5;

export interface Page {
  readonly items: readonly Exchange[];
  readonly next: string | null;
}

/** Asks the server for records, the latest first. @throws what the client throws */
export type AskForPage = (query: FeedQuery, signal: AbortSignal) => Promise<Page>;

export interface FeedQuery extends LogQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly after?: string;
}

export interface FeedState {
  readonly list: LogList;
  /** Nothing is known yet. */
  readonly starting: boolean;
  readonly loadingOlder: boolean;
  /** Why nothing, or nothing older, could be loaded; null: nothing failed. */
  readonly problem: unknown;
  /** Why the last look for newer ones failed; null: it did not. */
  readonly liveProblem: unknown;
}

const nothing: FeedState = {
  list: startList({ rows: [], next: null }),
  starting: true,
  loadingOlder: false,
  problem: null,
  liveProblem: null,
};

export class LogFeed {
  readonly #ask: AskForPage;
  readonly #query: LogQuery;
  readonly #listeners = new Set<() => void>();
  #state = nothing;
  #shown: Range = { from: 0, to: 0 };
  #follows = true;
  /** Ends what is under way when the list begins anew. */
  #round = new AbortController();
  #looking = false;
  #filling = false;

  /** @param query what the records have to fit; bounds of time stay as they are */
  constructor(ask: AskForPage, query: LogQuery) {
    this.#ask = ask;
    this.#query = query;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FeedState => this.#state;

  /** Loads the list from its beginning, also in place of what is there. */
  async start(): Promise<void> {
    this.#round.abort();
    const round = new AbortController();
    this.#round = round;
    this.#looking = false;
    this.#filling = false;
    this.#change({ ...nothing, list: this.#state.list });
    try {
      const newest = await this.#newest(round.signal);
      const answered = await this.#load({ limit: pageSize }, round.signal);
      this.#change({ ...nothing, starting: false, list: startList(answered, newest) });
      this.show(this.#shown);
    } catch (problem) {
      if (!round.signal.aborted) this.#change({ ...nothing, starting: false, problem });
    }
  }

  /** Takes note of which records are in sight, and sees that they and those around them are there. */
  show(shown: Range): void {
    this.#shown = shown;
    const list = trim(this.#state.list, shown);
    if (list !== this.#state.list) this.#change({ ...this.#state, list });
    const missing = missingPage(list, shown);
    if (missing !== null) void this.#fill(missing);
    const loaded = countRows(list);
    if (list.older !== null && loaded < mostRows && shown.to + lookAhead >= loaded) void this.#loadOlder();
  }

  /** Whether new records are shown as they come; else they are held back. */
  follow(follows: boolean): void {
    this.#follows = follows;
  }

  /** Shows what was held back. */
  showNew(): void {
    const list = showWaiting(this.#state.list);
    if (list === null) void this.start();
    else this.#change({ ...this.#state, list });
  }

  /** Tries again what failed. */
  retry(): void {
    this.#change({ ...this.#state, problem: null });
    if (countRows(this.#state.list) === 0) void this.start();
    else this.show(this.#shown);
  }

  /** Looks for newer records once, unless it is looking already. */
  async look(): Promise<void> {
    if (this.#looking || this.#state.starting || this.#state.problem !== null) return;
    const { signal } = this.#round;
    this.#looking = true;
    try {
      const newest = await this.#newest(signal, this.#state.list.lookedTo);
      if (newest !== null) {
        const after = newerCursor(this.#state.list);
        const answered = await this.#gather(after === null ? {} : { after }, signal);
        const list = addNewer(this.#state.list, answered, this.#follows, newest);
        this.#change({ ...this.#state, list, liveProblem: null });
      } else if (this.#state.liveProblem !== null) this.#change({ ...this.#state, liveProblem: null });
    } catch (liveProblem) {
      if (!signal.aborted) this.#change({ ...this.#state, liveProblem });
    } finally {
      if (!signal.aborted) this.#looking = false;
    }
  }

  /**
   * The latest record of all, whether it fits or not: where little fits, the search for newer ones need not begin where
   * the last one fitted. Without filters the list itself says it.
   * @param since when there is none newer than this, null
   */
  async #newest(signal: AbortSignal): Promise<string>;
  async #newest(signal: AbortSignal, since: string): Promise<string | null>;
  async #newest(signal: AbortSignal, since = ""): Promise<string | null> {
    const { provider, ...narrowing } = this.#query;
    if (Object.keys(narrowing).length === 0) return "";
    const where = { limit: 1, ...(provider !== undefined && { provider }) };
    const { items } = await this.#ask(since === "" ? where : { ...where, after: since }, signal);
    const [latest] = items;
    return latest?.id ?? (since === "" ? "" : null);
  }

  async #loadOlder(): Promise<void> {
    const { list, loadingOlder, starting, problem } = this.#state;
    if (loadingOlder || starting || problem !== null || list.older === null) return;
    const { signal } = this.#round;
    this.#change({ ...this.#state, loadingOlder: true });
    try {
      const answered = await this.#load({ limit: pageSize, cursor: list.older }, signal);
      this.#change({ ...this.#state, loadingOlder: false, list: addOlder(this.#state.list, answered) });
      this.show(this.#shown);
    } catch (failed) {
      if (!signal.aborted) this.#change({ ...this.#state, loadingOlder: false, problem: failed });
    }
  }

  async #fill(missing: Missing): Promise<void> {
    if (this.#filling) return;
    const { signal } = this.#round;
    this.#filling = true;
    try {
      const from = missing.cursor === null ? {} : { cursor: missing.cursor };
      const { rows } = await this.#gather(from, signal, missing.last);
      this.#change({ ...this.#state, list: fillPage(this.#state.list, missing, rows) });
      this.#filling = false;
      this.show(this.#shown);
    } catch (problem) {
      if (signal.aborted) return;
      this.#filling = false;
      this.#change({ ...this.#state, problem });
    }
  }

  /** Several answers as one. @param last so far, however many it takes; absent: a few answers */
  async #gather(from: Partial<FeedQuery>, signal: AbortSignal, last?: string): Promise<Answered> {
    let { rows, next } = await this.#load({ ...from, limit: fullPage }, signal);
    for (let looks = 1; next !== null; looks += 1) {
      if (last === undefined ? looks === looksForNewer : next <= last) break;
      const more: Answered = await this.#load({ ...from, limit: fullPage, cursor: next }, signal);
      rows = [...rows, ...more.rows];
      next = more.next;
    }
    return { rows, next };
  }

  /** @throws also when the list has begun anew meanwhile, so that no late answer gets into it */
  async #load(
    page: FeedQuery,
    signal: AbortSignal,
  ): Promise<{ rows: readonly LogRow[]; next: string | null }> {
    const { items, next } = await this.#ask({ ...this.#query, ...page }, signal);
    signal.throwIfAborted();
    return { rows: items.map(rowOf), next };
  }

  #change(state: FeedState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
