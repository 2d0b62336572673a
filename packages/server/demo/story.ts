/** How the demo looks in a terminal: one blank line between any two things it shows, colourless when piped. */

const colours = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;

function styled(code: number, text: string): string {
  return colours ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function show(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

export function heading(text: string): void {
  show(styled(1, text));
}

/** One or several sentences, a line each. */
export function say(...lines: readonly string[]): void {
  show(lines.join("\n"));
}

/** What a program printed, or a document, set off from the text. */
export function quote(content: string | object): void {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  show(styled(36, text.trimEnd().replace(/^(?=.)/gm, "    ")));
}

/** A command to copy: nothing before its lines that would have to be left out. */
export function command(...lines: readonly string[]): void {
  show(styled(32, lines.join("\n")));
}
