/**
 * What JFrog's provider asked of the server and was told, and what it kept in its state, while it made and changed the
 * objects of `shared-objects.ts`. Recorded by `beside-jfrog.test.ts` from a run of that provider, for machines on which
 * it cannot be built.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const file = join(import.meta.dirname, "jfrog-provider.json");

export interface Recording {
  /** The provider and its release. */
  readonly provider: string;
  /** What it asked to make the objects, in order; then what it asked to change them. */
  readonly made: readonly Exchange[];
  readonly changed: readonly Exchange[];
  /** What it was told when it looked for changes after it had made them, and found none. */
  readonly read: readonly Exchange[];
  /** The state after that, as Terraform stores it. */
  readonly state: Readonly<Record<string, unknown>>;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The document that was sent. */
  readonly sent?: unknown;
  readonly status: number;
  /** The document that was answered to a question. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** Whether to record what is run, in place of reading what was recorded. */
export const isRecording = process.env["COUNTERSIGN_TEST_RECORD"] === "1";

export const readRecording = async () => JSON.parse(await readFile(file, "utf8")) as Recording;

export const writeRecording = (recording: Recording) =>
  writeFile(file, `${JSON.stringify(recording, null, 2)}\n`);

/** Of everything that was asked, what is about objects that both providers manage. */
export function exchangesOf(
  answered: readonly {
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly status: number;
    readonly answer: string;
  }[],
  reads: boolean,
): readonly Exchange[] {
  return answered
    .filter(({ path }) => /^\/access\/api\/(v1\/oidc|v2\/groups)(\/|$)/.test(path))
    .filter(({ method }) => (method === "GET") === reads)
    .map(({ method, path, body, status, answer }) => ({
      method,
      path,
      ...(body !== "" && { sent: JSON.parse(body) as unknown }),
      status,
      ...(answer !== "" && reads && { answer: JSON.parse(answer) as Exchange["answer"] & {} }),
    }));
}
