/** What fuzzing found, in one process or over HTTP. */

export interface Found {
  readonly inputs: number;
  readonly accepted: number;
  /** Thrown where nothing may be thrown, or a server that did not answer. */
  readonly crashes: readonly string[];
  /** Acceptances that the judge refuses, or whose claims it reads differently, with its reason. */
  readonly wrong: readonly string[];
  /** Answers that say the server failed. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

/** A count to be filled. */
export function tally() {
  return { inputs: 0, accepted: 0, crashes: [] as string[], wrong: [] as string[], failures: [] as string[] };
}

/** Above this an input is tried again: the machine has other work, and an input that is slow stays slow. */
const suspiciousMs = 100;
const retries = 20;

/** The slowest input, by its fastest try. */
export class Slowest {
  milliseconds = 0;

  async note(tookMs: number, again: () => Promise<void>): Promise<void> {
    let fastest = tookMs;
    for (let left = retries; left > 0 && fastest > suspiciousMs; left -= 1) {
      const began = performance.now();
      await again();
      fastest = Math.min(fastest, performance.now() - began);
    }
    this.milliseconds = Math.max(this.milliseconds, fastest);
  }
}
