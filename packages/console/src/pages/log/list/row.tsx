// biome-ignore-all lint/a11y/useSemanticElements: a row of a table that is drawn as blocks
// biome-ignore-all lint/a11y/useFocusableInteractive: the link in it takes the focus

/** One line of the log, or one card. All of it opens the entry; its link says so. */

import type { CSSProperties } from "react";
import { Link } from "wouter";
import { faceInWords } from "../../../explaining/face-words.ts";
import { OutcomeBadge } from "../../../ui/badge.tsx";
import { classes } from "../../../ui/classes.ts";
import { OutsideText } from "../../../ui/outside-text.tsx";
import { endApart, plainly } from "../../../ui/text-pieces.ts";
import { exactTime } from "../../../ui/times.ts";
import type { LogRow, Way } from "../model/log-row.ts";

export const columnHeads = [
  "Time",
  "Outcome",
  "Provider",
  "Mapping",
  "Subject",
  "Granted, or why refused",
  "Face",
] as const;

/** The columns of lines and of their heads. */
export const lineGrid =
  "grid grid-cols-[8.25rem_6rem_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,2.6fr)_minmax(0,2.4fr)_6.25rem] gap-x-3";

interface RowProps {
  readonly row: LogRow;
  readonly index: number;
  readonly style: CSSProperties;
  readonly asCard: boolean;
  readonly href: string;
  readonly selected: boolean;
  /** Whether the tabulator leads here. */
  readonly reachable: boolean;
  readonly onFocus: (requestId: string) => void;
}

export function Row({ row, index, style, asCard, ...link }: RowProps) {
  const look = classes(
    "absolute inset-x-0 top-0 overflow-hidden border-line border-b hover:bg-canvas has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent",
    link.selected && "bg-accent-soft hover:bg-accent-soft",
  );
  return (
    <div role="row" aria-rowindex={index + 2} className={look} style={style}>
      {asCard ? <Card row={row} {...link} /> : <Line row={row} {...link} />}
    </div>
  );
}

type ContentProps = Omit<RowProps, "index" | "style" | "asCard">;

function Line({ row, ...link }: ContentProps) {
  return (
    <div role="presentation" className={classes(lineGrid, "h-full items-center px-4")}>
      <div role="cell">
        <TimeLink row={row} {...link} />
      </div>
      <div role="cell">
        <Outcome row={row} />
      </div>
      <Text text={row.provider} none={ways[row.way]} />
      <Text text={row.mapping} none="–" />
      <Subject text={row.subject} />
      <Text text={row.words} none="" />
      <div role="cell" className="truncate text-ink-muted">
        {faceInWords(row.face)}
      </div>
    </div>
  );
}

function Card({ row, ...link }: ContentProps) {
  return (
    <div role="presentation" className="flex h-full flex-col justify-center gap-0.5 px-4">
      <div role="presentation" className="flex items-center justify-between gap-3">
        <div role="cell">
          <TimeLink row={row} {...link} />
        </div>
        <div role="cell">
          <Outcome row={row} />
        </div>
      </div>
      <Subject text={row.subject} strong />
      <Text text={row.words} none="" />
      <div role="presentation" className="flex min-w-0 gap-1.5 text-ink-muted text-sm">
        <Text text={row.provider} none={ways[row.way]} />
        {row.mapping !== null && <span aria-hidden>·</span>}
        {row.mapping !== null && <Text text={row.mapping} none="" />}
        <span aria-hidden>·</span>
        <div role="cell" className="shrink-0">
          {faceInWords(row.face)}
        </div>
      </div>
    </div>
  );
}

function TimeLink({ row, href, selected, reachable, onFocus }: ContentProps) {
  const outcome = row.outcome === "issued" ? "accepted" : "refused";
  return (
    <Link
      href={href}
      data-request={row.requestId}
      tabIndex={reachable ? 0 : -1}
      aria-current={selected ? "true" : undefined}
      onFocus={() => onFocus(row.requestId)}
      className="outline-none after:absolute after:inset-0"
    >
      <RowTime at={row.at} />
      <span className="sr-only">
        , {outcome}, {row.subject === null ? "subject not proved" : plainly(row.subject)}
      </span>
    </Link>
  );
}

function Outcome({ row }: { readonly row: LogRow }) {
  return <OutcomeBadge outcome={row.outcome === "issued" ? "accepted" : "refused"} />;
}

const rowTime = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** Without the year, which the tooltip has: rows are many, and mostly of these days. */
function RowTime({ at }: { readonly at: string }) {
  const time = new Date(at);
  return (
    <time dateTime={at} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {rowTime.format(time)}
    </time>
  );
}

/** No line shows more of a text than this. */
const longestShown = 160;
/** Subjects of one organization begin alike: their ends, which tell them apart, stay in sight. */
const keptOfEnd = 16;

function Subject({ text, strong = false }: { readonly text: string | null; readonly strong?: boolean }) {
  const look = classes("min-w-0", strong && "font-medium");
  if (text === null) {
    return (
      <div role="cell" className={classes(look, "truncate font-normal text-ink-muted")}>
        not proved
      </div>
    );
  }
  const { beginning, end } = endApart(text, keptOfEnd);
  return (
    <div role="cell" className={classes(look, "flex")}>
      <span className="min-w-0 truncate whitespace-pre">
        <OutsideText text={beginning.slice(0, longestShown)} />
      </span>
      <span className="shrink-0 whitespace-pre">
        <OutsideText text={end} />
      </span>
    </div>
  );
}

interface TextProps {
  readonly text: string | null;
  /** What is said where there is nothing. */
  readonly none: string;
}

function Text({ text, none }: TextProps) {
  return (
    <div role="cell" className="min-w-0 truncate">
      {text === null ? (
        <span className="text-ink-muted">{none}</span>
      ) : (
        <OutsideText text={text.slice(0, longestShown)} />
      )}
    </div>
  );
}

const ways: Readonly<Record<Way, string>> = {
  exchange: "–",
  login: "–",
  sign_in: "–",
  on_word: "no provider",
};

/** Stands where a row is on its way. */
export function AwaitedRow({ index, style }: { readonly index: number; readonly style: CSSProperties }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 flex items-center border-line border-b px-4"
      style={style}
    >
      <div role="cell" className="h-3.5 w-full rounded-sm bg-sunken">
        <span className="sr-only">Loading</span>
      </div>
    </div>
  );
}
