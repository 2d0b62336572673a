/** What every phase is given, and the load they share. */

import type { Generator } from "../load/generator.ts";
import type { BenchIssuer } from "../subject/issuer.ts";

export interface Bench {
  readonly issuer: BenchIssuer;
  readonly generator: Generator;
  /**
   * How long to load and to measure, asked before the servers start.
   * @param servers how many share the time there is
   */
  times(servers: number): Times;
  /** Tells of progress. */
  say(line: string): void;
}

/** In seconds. */
export interface Times {
  /** Of load on each server before anything counts: compilers and caches settle first. */
  readonly warmUp: number;
  /** When warming up ends even so, on the clock of `performance.now()`; null: it takes its time. */
  readonly warmUpEndsMs: number | null;
  /** Of each measurement. */
  readonly each: number;
}

/** As many exchanges as the server answers, over 64 connections that stay open. */
export const saturating = { connections: 64, rate: null } as const;

/** Before each measurement of a rate: connections are opened, and what lay idle is fetched, before anything counts. */
export const leadInSeconds = 0.1;

/** Each phase is measured this often, in turn with the others; the median counts. */
export const rounds = 3;
