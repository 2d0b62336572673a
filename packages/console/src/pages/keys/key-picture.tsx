/** The keys on a line of time. What it shows stands in the table too, so screen readers pass it over. */

import type { SigningKey } from "@countersign/client";
import { useNow } from "../../ui/relative-time.tsx";
import { localTime } from "../../ui/times.ts";
import { type KeyStretches, type Stretch, timelineOf } from "./key-timeline.ts";

const barHeight = 10;
/** Drawn this wide and stretched to the room there is. */
const width = 1_000;
/** Of a thumbprint, to tell keys apart by. */
const shownCharacters = 8;

export function KeyPicture({ keys }: { readonly keys: readonly SigningKey[] }) {
  const timeline = timelineOf(keys, useNow());
  return (
    <figure aria-hidden className="mt-4">
      {timeline.keys.map((stretches) => (
        <div key={stretches.kid} className="flex items-center gap-3">
          <span className="w-20 shrink-0 font-mono text-sm">{stretches.kid.slice(0, shownCharacters)}</span>
          <Bar stretches={stretches} now={timeline.now} />
        </div>
      ))}
      <figcaption className="mt-1 flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm text-ink-muted sm:pl-23">
        <span>{localTime(timeline.from)}</span>
        <span className="flex flex-wrap gap-x-4">
          <Sign look="bg-line-strong" text="published" />
          <Sign look="bg-accent" text="signs" />
          <span>dashed: now</span>
        </span>
        <span>{localTime(timeline.to)}</span>
      </figcaption>
    </figure>
  );
}

interface BarProps {
  readonly stretches: KeyStretches;
  readonly now: number;
}

function Bar({ stretches: { published, signs }, now }: BarProps) {
  const height = barHeight * 2;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="min-w-0 flex-1"
      height={height}
      role="presentation"
    >
      <Stretched stretch={published} thickness={barHeight / 2} look="fill-line-strong" />
      {signs !== null && <Stretched stretch={signs} thickness={barHeight} look="fill-accent" />}
      <line
        x1={now * width}
        x2={now * width}
        y1={0}
        y2={height}
        vectorEffect="non-scaling-stroke"
        className="stroke-ink"
        strokeWidth={1.5}
        strokeDasharray="4 3"
      />
    </svg>
  );
}

interface StretchedProps {
  readonly stretch: Stretch;
  readonly thickness: number;
  readonly look: string;
}

function Stretched({ stretch: { from, to }, thickness, look }: StretchedProps) {
  return (
    <rect
      x={from * width}
      width={Math.max(0, to - from) * width}
      y={barHeight - thickness / 2}
      height={thickness}
      className={look}
    />
  );
}

function Sign({ look, text }: { readonly look: string; readonly text: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={`inline-block h-2 w-4 rounded-xs ${look}`} />
      {text}
    </span>
  );
}
