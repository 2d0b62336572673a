/**
 * What the log is narrowed to, in the address of the page so that it can be shared, and in the query the admin
 * API takes. An address that says nonsense says nothing: what cannot be read is left out.
 */

import { type Face, faces } from "../../../explaining/face-words.ts";
/** Which part of time: everything, the last so many hours, or from and to (RFC 3339, either may be open). */
export type Period =
  | { readonly kind: "all" }
  | { readonly kind: "last"; readonly hours: number }
  | { readonly kind: "between"; readonly since: string | null; readonly until: string | null };

export interface LogFilters {
  readonly outcome: "issued" | "refused" | null;
  readonly provider: string | null;
  readonly reason: string | null;
  readonly mapping: string | null;
  /** Part of a subject, or the beginning of a reference id. */
  readonly text: string | null;
  readonly face: Face | null;
  readonly project: string | null;
  readonly period: Period;
}

export const noFilters: LogFilters = {
  outcome: null,
  provider: null,
  reason: null,
  mapping: null,
  text: null,
  face: null,
  project: null,
  period: { kind: "all" },
};

/** The periods one click away, in hours, with their words. */
export const periods = [
  { hours: 1, words: "Last hour" },
  { hours: 24, words: "Last 24 hours" },
  { hours: 168, words: "Last 7 days" },
  { hours: 720, words: "Last 30 days" },
] as const;

/** Those that are one word of text each, by their name in the address, which is the API's. */
const words = ["provider", "reason", "mapping", "text", "project"] as const;
/** Longer than any name; a longer text in an address is no filter of ours. */
const longestWord = 2048;
/** Ten years. */
const mostHours = 87_600;

/** Reads the query of the page's address. */
export function readFilters(search: URLSearchParams): LogFilters {
  const outcome = search.get("outcome");
  const read = Object.fromEntries(words.map((name) => [name, readWord(search.get(name))]));
  return {
    ...noFilters,
    ...read,
    outcome: outcome === "issued" || outcome === "refused" ? outcome : null,
    face: faces.find((face) => face === search.get("face")) ?? null,
    period: readPeriod(search),
  };
}

function readWord(given: string | null): string | null {
  const word = given?.trim() ?? "";
  return word === "" || word.length > longestWord ? null : word;
}

function readPeriod(search: URLSearchParams): Period {
  const last = /^([1-9]\d{0,4})h$/.exec(search.get("last") ?? "");
  if (last !== null && Number(last[1]) <= mostHours) return { kind: "last", hours: Number(last[1]) };
  const [since, until] = [readTime(search.get("since")), readTime(search.get("until"))];
  return since === null && until === null ? { kind: "all" } : { kind: "between", since, until };
}

/** As the API takes it: whole seconds of UTC. */
function readTime(given: string | null): string | null {
  const at = given === null || !/^\d{4}-\d\d-\d\dT/.test(given) ? Number.NaN : Date.parse(given);
  return Number.isNaN(at) ? null : timestamp(at);
}

/** @param at milliseconds since 1970 */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The query of the page's address, without a question mark; empty: nothing is narrowed. */
export function writeFilters(filters: LogFilters): string {
  const search = new URLSearchParams();
  if (filters.outcome !== null) search.set("outcome", filters.outcome);
  if (filters.face !== null) search.set("face", filters.face);
  for (const name of words) {
    const word = filters[name];
    if (word !== null) search.set(name, word);
  }
  const { period } = filters;
  if (period.kind === "last") search.set("last", `${period.hours}h`);
  if (period.kind === "between" && period.since !== null) search.set("since", period.since);
  if (period.kind === "between" && period.until !== null) search.set("until", period.until);
  return search.toString();
}

/** Which records the API is to list. */
export interface LogQuery {
  readonly outcome?: "issued" | "refused";
  readonly provider?: string;
  readonly reason?: string;
  readonly mapping?: string;
  readonly text?: string;
  readonly face?: Face;
  readonly project?: string;
  readonly since?: string;
  readonly until?: string;
}

/** @param now milliseconds since 1970, from where the last hours are counted */
export function toQuery({ period, ...rest }: LogFilters, now: number): LogQuery {
  const given = Object.entries(rest).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...boundsOf(period, now) };
}

function boundsOf(period: Period, now: number): Pick<LogQuery, "since" | "until"> {
  switch (period.kind) {
    case "all":
      return {};
    case "last":
      return { since: timestamp(now - period.hours * 3_600_000) };
    case "between":
      return {
        ...(period.since !== null && { since: period.since }),
        ...(period.until !== null && { until: period.until }),
      };
  }
}

/** How many of the filters narrow anything. */
export function countFilters(filters: LogFilters): number {
  const { period, outcome, face } = filters;
  const given = [outcome, face, ...words.map((name) => filters[name])].filter(
    (value) => value !== null,
  ).length;
  return given + (period.kind === "all" ? 0 : 1);
}

/** Whether records may still come that fit: nothing new happens in a period that is over. */
export function mayGrow({ period }: LogFilters, now: number): boolean {
  return period.kind !== "between" || period.until === null || Date.parse(period.until) > now;
}
