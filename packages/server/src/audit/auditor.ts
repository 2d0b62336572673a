/**
 * Audits the database beside a running server, in a thread of its own: one audit at a time, ended when whoever
 * asked goes away or stops reading. Nothing is written.
 */

import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { describeError, Unavailable } from "../store/unavailable.ts";
import type { AuditPart, AuditTask, AuditWork, GivenWitnesses, UselessWitness } from "./audit-task.ts";
import type { ExportOptions } from "./export.ts";
import type { AuditFindings } from "./findings.ts";

/** What an audit may take of memory: above what the checkpoints of years and a slice of records need. */
const mostHeapMiB = 512;
/**
 * How long whoever reads an export may take for one part. While it is read, SQLite cannot shorten its log, and
 * PostgreSQL removes nothing that was deleted meanwhile.
 */
const longestPauseMs = 60_000;

/** There is an audit under way already. */
export class AuditorBusy extends Error {}

export interface Auditor {
  /**
   * @param signal ends it
   * @throws AuditorBusy; Unavailable when the database does not let itself be read, or the audit was ended
   */
  verify(
    given: GivenWitnesses & { readonly now: number },
    signal: AbortSignal,
  ): Promise<AuditFindings | UselessWitness>;
  /**
   * The text of an export, a part each time one is asked for; ended when no more is asked for.
   * @throws like `verify`, from the first part on
   */
  export(options: ExportOptions, signal: AbortSignal): AsyncGenerator<string, void>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** @param url of the database, as the settings have it */
export function createAuditor(url: string): Auditor {
  let current: AuditThread | null = null;
  async function* carryOut(work: AuditWork, signal: AbortSignal): AsyncGenerator<AuditPart, void> {
    if (current !== null) throw new AuditorBusy();
    const thread = new AuditThread({ url, ...work });
    current = thread;
    const end = async (why: string) => {
      await thread.end(why);
      if (current === thread) current = null;
    };
    const leave = () => void end("whoever asked for it has gone away");
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    let pause: NodeJS.Timeout | undefined;
    try {
      for (let part = await thread.next(); part.kind !== "end"; part = await thread.next()) {
        pause = setTimeout(() => void end("no more of it was asked for"), longestPauseMs);
        yield part;
        clearTimeout(pause);
      }
    } finally {
      clearTimeout(pause);
      signal.removeEventListener("abort", leave);
      await end("the audit has ended");
    }
  }
  return {
    async verify(given, signal) {
      for await (const part of carryOut({ kind: "verify", ...given }, signal)) {
        if (part.kind === "findings") return part.findings;
        if (part.kind === "useless") return part;
      }
      throw new Unavailable("the audit ended without a result");
    },
    async *export(options, signal) {
      for await (const part of carryOut({ kind: "export", options }, signal)) {
        if (part.kind === "text") yield part.text;
      }
    },
    close: async () => current?.end("the server is stopping"),
  };
}

/** The thread seen from here: asked for one part after another, and dead after the first failure. */
class AuditThread {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<AuditPart> | null = null;
  #ended: string | null = null;

  constructor(task: AuditTask) {
    this.#worker = new Worker(new URL(`./auditor-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMiB },
    });
    this.#worker.on("message", (part: AuditPart) => this.#settle(part));
    this.#worker.on("error", (problem) => this.#fail(describeError(problem)));
    this.#worker.on("exit", () => this.#fail("the auditing thread has ended"));
  }

  /** @throws Unavailable */
  async next(): Promise<AuditPart> {
    if (this.#ended !== null) throw new Unavailable(this.#ended);
    this.#waiting = Promise.withResolvers<AuditPart>();
    this.#worker.postMessage("next");
    const part = await this.#waiting.promise;
    if (part.kind === "failed") throw new Unavailable(part.detail);
    return part;
  }

  async end(why: string): Promise<void> {
    this.#fail(why);
    await this.#worker.terminate();
  }

  #fail(detail: string): void {
    this.#ended ??= detail;
    this.#settle({ kind: "failed", detail: this.#ended });
  }

  #settle(part: AuditPart): void {
    this.#waiting?.resolve(part);
    this.#waiting = null;
  }
}
