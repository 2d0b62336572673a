/**
 * The log: JSON lines on standard output. Only the fields named here are ever written, so a token, a
 * secret or a claim cannot slip in with an object; text from callers is cut and stripped of control
 * characters by JSON itself.
 */

import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** @param destination for tests; standard output otherwise */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error's kind, message and stack, for the operator; never its attached objects. */
export function describeError(error: unknown): {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
} {
  return error instanceof Error
    ? { type: error.name, message: error.message, stack: error.stack ?? "" }
    : { type: typeof error, message: String(error), stack: "" };
}
