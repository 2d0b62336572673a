/** What may stand behind `npm run demo --`. Anything else is refused: a demo that passes it over would stay up and seem to do it. */

import { parseArgs } from "node:util";

const usage = `npm run demo              tell the story, then stay up for you to repeat and break it
npm run demo -- --once    tell the story and end: 0 when every step held, else 1
`;

/** Reads the command line; ends the process after `--help`, and with 2 for what there is not. */
export function readOptions(argv: readonly string[]): { readonly once: boolean } {
  try {
    const options = { once: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
    const { once = false, help = false } = parseArgs({ args: [...argv], options }).values;
    if (!help) return { once };
    process.stdout.write(usage);
    process.exit(0);
  } catch (problem) {
    const [sentence] = problem instanceof Error ? problem.message.split(". ") : [];
    process.stderr.write(`${sentence ?? problem}.\n\n${usage}`);
    process.exit(2);
  }
}
