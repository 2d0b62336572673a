/**
 * A small program of ours around a client that is a library: told one document a line, it answers one a line, so
 * that a library which takes a second to load is loaded once. It ends with its standard input.
 */

import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Machine, RunSettings } from "./client.ts";

export type Document = Readonly<Record<string, unknown>>;

export interface Conversation {
  /** What the program answers. @throws with what it wrote to its standard error where it ended instead */
  say(document: Document): Promise<Document>;
  /** Resolves when it has ended. */
  close(): Promise<void>;
}

/** @param command a program and its arguments */
export function converse(
  machine: Machine,
  command: readonly string[],
  settings: Omit<RunSettings, "input"> = {},
): Conversation {
  const child = machine.start(command, settings);
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((done) => void child.once("close", () => done()));
  const complaint = text(child.stderr);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async say(document) {
      child.stdin.write(`${JSON.stringify(document)}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error(`${command.join(" ")} ended: ${await complaint}`);
      return JSON.parse(value) as Document;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
