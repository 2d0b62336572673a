/**
 * What a fault protocol is: one described object that says what it shows, by which figures, within which
 * bounds, and how it is carried out. Its checks are worth something only if they can fail, so a protocol also
 * has controls: the same run on something broken on purpose, in which a named clause must not hold.
 */

/** From a few seconds inside the tests up to the figure the protocol is there to show. */
export const sizeNames = ["quick", "usual", "evening", "full"] as const;
export type SizeName = (typeof sizeNames)[number];

export const databaseNames = ["sqlite", "postgres"] as const;
export type DatabaseName = (typeof databaseNames)[number];

/** How much is done: counts, seconds, rates. Each can be set by its name on the command line. */
export type Numbers = Readonly<Record<string, number>>;

/** One thing that must be true at the end, and what was found. */
export interface Clause {
  readonly name: string;
  readonly holds: boolean;
  readonly found: string;
}

export interface Outcome {
  /** What was measured, by name; the unit is part of the name. */
  readonly figures: Readonly<Record<string, number | string>>;
  readonly clauses: readonly Clause[];
}

/** What a protocol is given while it runs. */
export interface Run<Bounds extends Numbers = Numbers> {
  readonly bounds: Bounds;
  readonly database: DatabaseName;
  /** What is to be broken on purpose; null: nothing. */
  readonly control: Control | null;
  /** Tells of progress; what is said also stands in the evidence. */
  say(line: string): void;
  /** Done at the end, the last one first, whatever happened. */
  defer(cleanup: () => unknown): void;
}

export interface Control {
  /** What it breaks on purpose, as the end of "noticed when …". */
  readonly breaks: string;
  /** The clause that must then not hold. */
  readonly clause: string;
  /** Where it needs less than a proof does: these in place of the size's own. */
  readonly bounds?: Numbers;
}

export interface Description<Bounds extends Numbers> {
  /** `R01`, as protocols are called everywhere. */
  readonly id: string;
  /** A sentence without a full stop: what holds. */
  readonly title: string;
  /** How it is tried, for a reader who has not seen the code. */
  readonly method: string;
  /** Minutes after which a run of any size is given up. */
  readonly minutes: number;
  readonly sizes: Readonly<Record<SizeName, Bounds>>;
  /** The databases it can be run on; the first is the default. */
  readonly databases: readonly DatabaseName[];
  /** Programs on the machine without which it cannot be run. */
  readonly needs?: readonly string[];
  readonly controls: readonly [Control, ...Control[]];
  /** @throws Error when it could not be carried out, which shows nothing either way */
  readonly run: (run: Run<Bounds>) => Promise<Outcome>;
}

/** A description whose bounds were checked against each other; what they are called is its own business. */
export interface Protocol extends Omit<Description<Numbers>, "run"> {
  /** @param bounds in place of those of the size, by name */
  readonly run: (size: SizeName, bounds: Numbers, run: Omit<Run, "bounds">) => Promise<Outcome>;
}

export function defineProtocol<Bounds extends Numbers>(description: Description<Bounds>): Protocol {
  const { sizes } = description;
  return {
    ...description,
    run: (size, bounds, run) => description.run({ ...run, bounds: { ...sizes[size], ...bounds } }),
  };
}

/** A clause that holds when nothing of a kind was found. */
export function none(name: string, found: readonly string[], among: number): Clause {
  const examples = found.length === 0 ? "" : `: ${found.slice(0, 3).join(", ")}`;
  return { name, holds: found.length === 0, found: `${found.length} of ${among}${examples}` };
}

/** A clause that holds when a figure does not exceed its limit. */
export function atMost(name: string, figure: number, limit: number): Clause {
  return { name, holds: figure <= limit, found: `${rounded(figure)}, at most ${rounded(limit)}` };
}

/** A clause that holds when a figure reaches its limit; it also keeps an idle run from passing. */
export function atLeast(name: string, figure: number, limit: number): Clause {
  return { name, holds: figure >= limit, found: `${rounded(figure)}, at least ${rounded(limit)}` };
}

/** Three digits behind the point are more than any of these figures is good for. */
export function rounded(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}

/** The middle of some figures, the lower of two; 0 of none. */
export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/** @param part 0.99: the figure that 99 of 100 do not exceed */
export function quantile(figures: readonly number[], part: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
