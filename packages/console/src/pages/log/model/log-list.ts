/**
 * The part of the log that a page holds: the records that fit the filters, the latest first, without doubles and
 * without gaps, and never more of them in memory than a screen and its surroundings need. It is cut into pages.
 * A page that is far from what is shown is emptied and keeps only where it began and ended, which is enough to
 * load the same records again. Pure: each step returns another list.
 */

import type { LogRow } from "./log-row.ts";

/** Records asked for at once, as one scrolls. */
export const pageSize = 100;
/** Records asked for to fill an emptied page, and for newer ones: the most the API gives, room for those that came late. */
export const fullPage = 200;
/** Pages kept in full: what is shown, and two to each side of it. More scrolls no smoother. */
const keptAround = 2;
/** Held back while somebody reads further down; beyond it "more than so many" is all that is said. */
const mostWaiting = 1000;
/**
 * A record is written a moment after it got its id, and nodes' clocks differ: so long after it others may still
 * appear before it. The question for newer ones goes back so far.
 */
const overlapMs = 5000;

interface Page {
  /** Null: emptied, to be loaded again. */
  readonly rows: readonly LogRow[] | null;
  readonly count: number;
  /** Ids of its latest and its oldest record. */
  readonly first: string;
  readonly last: string;
}

export interface LogList {
  readonly pages: readonly Page[];
  /** From where older ones are asked for; null: nothing older fits. */
  readonly older: string | null;
  /** Newer than all pages and not shown yet, the latest first. */
  readonly waiting: readonly LogRow[];
  /** More came than were held back. */
  readonly overflown: boolean;
  /** Up to this id nothing newer fits than what is here; empty: nobody looked beyond the records themselves. */
  readonly lookedTo: string;
}

/** A page as the API answers it: it may be short, or empty, and not the last. */
export interface Answered {
  readonly rows: readonly LogRow[];
  /** An id: whatever is as old, or older, was not looked at. Null: everything was. */
  readonly next: string | null;
}

/**
 * The list from its beginning.
 * @param newest id of the latest record there was before these were asked for, whether it fits or not; empty: not known
 */
export function startList({ rows, next }: Answered, newest = ""): LogList {
  return { pages: cutPages(rows), older: next, waiting: [], overflown: false, lookedTo: newest };
}

export function countRows(list: LogList): number {
  return list.pages.reduce((sum, { count }) => sum + count, 0);
}

/** @returns null where nothing is, or where a page is emptied */
export function rowAt(list: LogList, index: number): LogRow | null {
  let left = index;
  for (const page of list.pages) {
    if (left < page.count) return page.rows?.[left] ?? null;
    left -= page.count;
  }
  return null;
}

/** Where a record stands; -1: it is not among those held. */
export function indexOf(list: LogList, requestId: string): number {
  let before = 0;
  for (const page of list.pages) {
    const within = page.rows?.findIndex((row) => row.requestId === requestId) ?? -1;
    if (within >= 0) return before + within;
    before += page.count;
  }
  return -1;
}

/** Appends what is older than all there is. */
export function addOlder(list: LogList, { rows, next }: Answered): LogList {
  const oldest = list.pages.at(-1)?.last;
  const older = rows.filter(({ id }) => oldest === undefined || id < oldest);
  return { ...list, pages: [...list.pages, ...cutPages(older)], older: next };
}

/** From where newer ones are asked for: a little before the latest that is known. Null: none is. */
export function newerCursor(list: LogList): string | null {
  const latest = latestKnown(list);
  return latest === "" ? null : floorOf(latest, overlapMs);
}

function latestKnown({ pages, waiting, lookedTo }: LogList): string {
  const latest = waiting[0]?.id ?? pages[0]?.first ?? "";
  return latest > lookedTo ? latest : lookedTo;
}

/** When an id was given out, in RFC 3339. */
export function momentOf(id: string): string {
  return new Date(millisecondsOf(id)).toISOString();
}

/** The first 48 bits of an id are its time in milliseconds (RFC 9562 §5.7). */
function millisecondsOf(id: string): number {
  return Number.parseInt(id.replace("-", "").slice(0, 12), 16);
}

/** The smallest id of a moment so many milliseconds before that of an id. */
function floorOf(id: string, ms: number): string {
  const time = Math.max(millisecondsOf(id) - ms, 0)
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/**
 * Takes in what is newer.
 * @param answered what followed the cursor of `newerCursor`, the latest first
 * @param follows whether new ones are shown at once, or held back until `showWaiting`
 * @param newest as for `startList`
 */
export function addNewer(list: LogList, answered: Answered, follows: boolean, newest = ""): LogList {
  // What lies in between was not looked at: the list begins anew, and the rest comes as one scrolls.
  const gap = answered.next !== null && answered.next > latestKnown(list);
  if (gap && follows) return startList(answered, newest);
  const lookedTo = newest > list.lookedTo ? newest : list.lookedTo;
  if (gap) return { ...list, waiting: answered.rows, overflown: true, lookedTo };
  const top = list.pages[0]?.first ?? "";
  const newer = merge(
    list.waiting,
    answered.rows.filter(({ id }) => id > top),
  );
  const late = answered.rows.filter(({ id }) => id < top);
  const filled = { ...late.reduce(insertLate, list), lookedTo };
  if (follows && !list.overflown) return showAll(filled, newer);
  const held = newer.slice(0, mostWaiting);
  return { ...filled, waiting: held, overflown: list.overflown || newer.length > mostWaiting };
}

/** How many are held back. */
export function countWaiting({ waiting }: LogList): number {
  return waiting.length;
}

/**
 * Shows what was held back.
 * @returns null when not all of it is known, so that the list has to begin anew
 */
export function showWaiting(list: LogList): LogList | null {
  return list.overflown ? null : showAll(list, list.waiting);
}

function showAll(list: LogList, newer: readonly LogRow[]): LogList {
  if (newer.length === 0) return list.waiting.length === 0 ? list : { ...list, waiting: [] };
  const [first, ...rest] = list.pages;
  const top = first?.rows === undefined || first.rows === null ? null : first.rows;
  const pages =
    top === null ? [...cutPages(newer), ...list.pages] : [...cutPages([...newer, ...top]), ...rest];
  return { ...list, pages, waiting: [] };
}

/** Puts a record that appeared late where it belongs, if that place is loaded; else it comes with its page. */
function insertLate(list: LogList, row: LogRow): LogList {
  const at = list.pages.findIndex(({ last }) => row.id >= last);
  const reached = list.older === null || row.id > list.older;
  if (at < 0) return reached ? addOlder(list, { rows: [row], next: list.older }) : list;
  const page = list.pages[at];
  if (page?.rows === undefined || page.rows === null) return list;
  const rows = merge(page.rows, [row]);
  return rows.length === page.rows.length ? list : { ...list, pages: list.pages.with(at, pageOf(rows)) };
}

/** Both in one order, the latest first, each once. */
function merge(one: readonly LogRow[], other: readonly LogRow[]): readonly LogRow[] {
  const byId = new Map([...one, ...other].map((row) => [row.id, row]));
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? 1 : -1));
}

/** None may hold more than the API gives at once: a page is emptied and loaded again as a whole. */
function cutPages(rows: readonly LogRow[]): readonly Page[] {
  const pages: Page[] = [];
  // From the oldest on, so that the page at the top is the one that grows.
  for (let end = rows.length; end > 0; end -= pageSize) {
    pages.unshift(pageOf(rows.slice(Math.max(end - pageSize, 0), end)));
  }
  return pages;
}

function pageOf(rows: readonly LogRow[]): Page {
  return { rows, count: rows.length, first: rows[0]?.id ?? "", last: rows.at(-1)?.id ?? "" };
}

/** What is shown, as indexes of records; `to` is not among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Empties the pages that are far from what is shown; the first one stays, where new ones arrive. */
export function trim(list: LogList, shown: Range): LogList {
  const near = pagesNear(list, shown);
  const far = ({ rows }: Page, index: number) => rows !== null && index > 0 && !near.has(index);
  if (!list.pages.some(far)) return list;
  return {
    ...list,
    pages: list.pages.map((page, index) => (far(page, index) ? { ...page, rows: null } : page)),
  };
}

function pagesNear({ pages }: LogList, { from, to }: Range): ReadonlySet<number> {
  const near = new Set<number>();
  let start = 0;
  for (const [index, { count }] of pages.entries()) {
    const touches = start < to && start + count > from;
    for (let other = index - keptAround; touches && other <= index + keptAround; other += 1) near.add(other);
    start += count;
  }
  return near;
}

/** Which records to load again: those of an emptied page that is shown. */
export interface Missing {
  readonly page: number;
  /** From where they are asked for, as one pages on; null: from the beginning of the log. */
  readonly cursor: string | null;
  /** Of the page's latest and oldest record: so far one pages on. */
  readonly first: string;
  readonly last: string;
}

/** @returns null when all that is shown is there */
export function missingPage(list: LogList, shown: Range): Missing | null {
  let start = 0;
  for (const [page, { rows, count, first, last }] of list.pages.entries()) {
    if (rows === null && start < shown.to && start + count > shown.from) {
      return { page, cursor: list.pages[page - 1]?.last ?? null, first, last };
    }
    start += count;
  }
  return null;
}

/**
 * Fills an emptied page. Records that were deleted meanwhile are missing from it, late ones are added; it ends
 * where it ended.
 * @param missing what `missingPage` said when they were asked for: a list that begins elsewhere by now takes nothing
 */
export function fillPage(list: LogList, { page: at, first }: Missing, rows: readonly LogRow[]): LogList {
  const page = list.pages[at];
  if (page === undefined || page.rows !== null || page.first !== first) return list;
  const own = rows.filter(({ id }) => id >= page.last);
  if (own.length === 0) return { ...list, pages: list.pages.toSpliced(at, 1) };
  // It keeps its bounds, which those beside it stand on.
  return { ...list, pages: list.pages.with(at, { ...page, rows: own, count: own.length }) };
}
