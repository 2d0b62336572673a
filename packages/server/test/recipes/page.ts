/**
 * A recipe as the tests read it: the fenced blocks of its page, each with the words behind its language that say
 * what is done with it. A block without such a word would never be tried, and is an error.
 *
 * | Words | The test |
 * |---|---|
 * | `json token` | issues tokens with these claims from here on |
 * | `sh settings` | runs it before every later block: the variables of the recipe |
 * | `sh run` | runs it; it must end with 0 |
 * | `sh refused` | runs it; it must end with 3, a refusal |
 * | `text output` | finds each line in what the block before has printed; `…` stands for anything |
 * | `sh job`, `yaml job` | runs it as the platform would run the job, with what the platform gives a job |
 * | `yaml jf` | the same, where JFrog's command line is on this machine |
 * | `hcl terraform` | applies it, where Terraform and the provider are on this machine |
 */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../../../docs/recipes");
const known = [
  ...["json token", "sh settings", "sh run", "sh refused", "text output"],
  ...["sh job", "yaml job", "yaml jf", "hcl terraform"],
] as const;
export type Mark = (typeof known)[number];

export interface Block {
  /** Of the fence's first line. */
  readonly line: number;
  readonly mark: Mark;
  readonly text: string;
}

/** The blocks of a page in order. @throws at a block that nothing would be done with */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(folder, page), "utf8");
  return [...text.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(({ index, 1: info = "", 2: body = "" }) => {
    const line = text.slice(0, index).split("\n").length;
    const mark = known.find((one) => one === info);
    if (mark === undefined) throw new Error(`${page}:${line}: no test runs a block marked "${info}"`);
    return { line, mark, text: body };
  });
}

/** Whether each line is part of one of the output's, in this order; `…` stands for anything. */
export function isShownIn(output: string, wanted: string): boolean {
  const lines = output.split("\n");
  let from = 0;
  for (const line of wanted.split("\n").filter((one) => one.trim() !== "" && one.trim() !== "…")) {
    const parts = line.trim().split("…");
    const found = lines.findIndex((given, at) => at >= from && holdsInOrder(given, parts));
    if (found === -1) return false;
    from = found + 1;
  }
  return true;
}

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}
