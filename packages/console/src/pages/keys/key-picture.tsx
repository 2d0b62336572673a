/** The keys on a line of time. What it shows stands in the table too, so screen readers pass it over. */

import type { SigningKey } from "@countersign/client";
import { useNow } from "../../ui/relative-time.tsx";
import { localTime } from "../../ui/times.ts";
import { type KeyStretches, timelineOf } from "./key-timeline.ts";

const rowHeight = 26;
const barHeight = 10;
/** Drawn this wide and stretched to the room there is. */
const width = 1_000;

export function KeyPicture({ keys }: { readonly keys: readonly SigningKey[] }) {
  const timeline = timelineOf(keys, useNow());
  const height = keys.length * rowHeight;
  return (
    <figure aria-hidden className="mt-4">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="w-full"
        height={height}
        role="presentation"
      >
        {timeline.keys.map((stretches, row) => (
          <Bars
            key={stretches.kid}
            stretches={stretches}
            top={row * rowHeight + (rowHeight - barHeight) / 2}
          />
        ))}
        <line
          x1={timeline.now * width}
          x2={timeline.now * width}
          y1={0}
          y2={height}
          vectorEffect="non-scaling-stroke"
          className="stroke-ink"
          strokeWidth={1.5}
          strokeDasharray="4 3"
        />
      </svg>
      <figcaption className="mt-1 flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm text-ink-muted">
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

interface BarsProps {
  readonly stretches: KeyStretches;
  readonly top: number;
}

function Bars({ stretches: { published, signs }, top }: BarsProps) {
  return (
    <>
      <rect
        x={published.from * width}
        width={Math.max(0, published.to - published.from) * width}
        y={top + barHeight / 4}
        height={barHeight / 2}
        className="fill-line-strong"
      />
      {signs !== null && (
        <rect
          x={signs.from * width}
          width={Math.max(0, signs.to - signs.from) * width}
          y={top}
          height={barHeight}
          className="fill-accent"
        />
      )}
    </>
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
