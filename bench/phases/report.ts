/** What a phase of the bench found: a table to read, the bars it is held to, and the figures themselves. */

export interface Report {
  readonly title: string;
  /** The first row holds the headings. */
  readonly rows: readonly (readonly (string | number)[])[];
  readonly bars: readonly Bar[];
}

/** A figure and the least, or the most, it may be. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly least?: number;
  readonly most?: number;
}

export function holds({ value, least = -Infinity, most = Infinity }: Bar): boolean {
  return value >= least && value <= most;
}

/** The report as text: the table in Markdown, so that it can be kept as evidence as it stands. */
export function reportText({ title, rows, bars }: Report): string {
  const lines = rows.map((cells) => `| ${cells.join(" | ")} |`);
  const [headings = "", ...rest] = lines;
  const ruler = `|${rows[0]?.map(() => "---").join("|")}|`;
  const judged = bars.map((bar) => {
    const bound = bar.least === undefined ? `at most ${bar.most}` : `at least ${bar.least}`;
    return `- ${bar.name}: ${rounded(bar.value)}, ${bound}: ${holds(bar) ? "holds" : "MISSED"}`;
  });
  return [`## ${title}`, "", headings, ruler, ...rest, "", ...judged, ""].join("\n");
}

/** Three digits that count. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
