/**
 * The log: JSON lines on standard output. Only the fields named here are ever written, so a token, a
 * secret or a claim cannot slip in with an object; text from callers is cut and stripped of control
 * characters by JSON itself.
 */

import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** @param destination for tests; standard output otherwise */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, destination);
}

/** What waits while standard output takes nothing; lines beyond that are lost. */
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * A log that cannot be written, on a full disk or to a terminal that is closed, ends nothing: its lines wait until
 * it can be. An end does not wait for them, as the library would, for ever.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ maxLength: mostWaitingBytes });
  const flush = output.flushSync.bind(output);
  let failing = false;
  output.flushSync = () => {
    if (!failing) flush();
  };
  output.on("error", () => {
    failing = true;
  });
  output.on("write", () => {
    failing = false;
  });
  return output;
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
