/** How the demo looks in a terminal: headings, sentences, documents and commands, colourless when piped. */

const colours = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;

function styled(code: number, text: string): string {
  return colours ? `\u001b[${code}m${text}\u001b[0m` : text;
}

export function heading(text: string): void {
  process.stdout.write(`\n${styled(1, text)}\n\n`);
}

export function note(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A JSON document, set off from the text. */
export function indented(document: unknown): void {
  process.stdout.write(`${styled(36, JSON.stringify(document, null, 2).replace(/^/gm, "    "))}\n`);
}

/** A command to copy: nothing before its lines that would have to be left out. */
export function shellCommand(lines: readonly string[]): void {
  process.stdout.write(`\n${lines.map((line) => styled(32, line)).join("\n")}\n\n`);
}
