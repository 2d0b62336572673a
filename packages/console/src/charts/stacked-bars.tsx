/**
 * Two counts over time, stacked. They are told apart by colour and by hatching, and named in the legend. One bar at a
 * time can be read: with the pointer, or with the arrow keys, and its counts stand below in words, where there is always
 * room for them.
 */

import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { compactCount, countScale, fullCount, labelledPlaces, type Scale } from "./scale.ts";

export interface Bar {
  /** When, in full. */
  readonly label: string;
  /** When, in short, for the axis. */
  readonly tick: string;
  readonly lower: number;
  readonly upper: number;
}

interface StackedBarsProps {
  /** What the chart shows. */
  readonly label: string;
  readonly lowerName: string;
  readonly upperName: string;
  readonly bars: readonly Bar[];
}

/** In pixels, with room above for the topmost number. */
const height = 168;
const plotHeight = 160;
const mostLabels = 5;
/** Of the place a bar has, what is left free. */
const gap = 0.24;

export function StackedBars({ label, lowerName, upperName, bars }: StackedBarsProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const last = bars.length - 1;
  // Another span has other bars.
  const place = Math.min(chosen ?? last, last);
  const bar = bars[place];
  const words = bar === undefined ? "" : wordsOf(bar, lowerName, upperName);
  const step = (event: KeyboardEvent) => {
    const target = placeAfter(event.key, place, last);
    if (target === null) return;
    event.preventDefault();
    setChosen(target);
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setChosen(Math.min(last, Math.max(0, Math.floor(((event.clientX - left) / width) * bars.length))));
  };
  const scale = countScale(Math.max(0, ...bars.map(({ lower, upper }) => lower + upper)));
  return (
    <figure className="min-w-0">
      <Legend lowerName={lowerName} upperName={upperName} />
      <div className="mt-3 grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-2">
        <CountAxis scale={scale} />
        <div
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-orientation="horizontal"
          aria-valuemin={1}
          aria-valuemax={Math.max(1, bars.length)}
          aria-valuenow={place + 1}
          aria-valuetext={words}
          onKeyDown={step}
          onPointerMove={point}
          onPointerLeave={() => setChosen(null)}
          className="rounded-sm"
        >
          <Plot bars={bars} scale={scale} marked={chosen === null ? null : place} />
        </div>
        <span />
        <TimeAxis bars={bars} />
      </div>
      <figcaption className="mt-1 min-h-6 text-sm text-ink-muted tabular-nums">{words}</figcaption>
    </figure>
  );
}

function wordsOf({ label, lower, upper }: Bar, lowerName: string, upperName: string): string {
  return `${label}: ${fullCount(lower)} ${lowerName.toLowerCase()}, ${fullCount(upper)} ${upperName.toLowerCase()}`;
}

/** Where a key leads; null: it leads nowhere. */
function placeAfter(key: string, place: number, last: number): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, place - 1);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(last, place + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

function Plot({
  bars,
  scale,
  marked,
}: {
  readonly bars: readonly Bar[];
  readonly scale: Scale;
  readonly marked: number | null;
}) {
  const hatching = useId();
  const lengthOf = (count: number) => (count / scale.top) * plotHeight;
  const percent = (places: number) => `${(places / bars.length) * 100}%`;
  return (
    <svg aria-hidden="true" width="100%" height={height} className="block">
      <defs>
        <pattern
          id={hatching}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" className="fill-warning-soft" />
          <rect width="3.5" height="6" className="fill-warning" />
        </pattern>
      </defs>
      {scale.ticks.map((tick) => (
        <line
          key={tick}
          x1="0"
          x2="100%"
          y1={height - lengthOf(tick) - 0.5}
          y2={height - lengthOf(tick) - 0.5}
          className="stroke-line"
        />
      ))}
      {marked !== null && (
        <rect x={percent(marked)} width={percent(1)} y="0" height={height} className="fill-sunken" />
      )}
      {bars.map(({ label, lower, upper }, index) => (
        <g key={label}>
          <rect
            x={percent(index + gap / 2)}
            width={percent(1 - gap)}
            y={height - lengthOf(lower)}
            height={lengthOf(lower)}
            className="fill-accent"
          />
          <rect
            x={percent(index + gap / 2)}
            width={percent(1 - gap)}
            y={height - lengthOf(lower + upper)}
            height={lengthOf(upper)}
            fill={`url(#${hatching})`}
            className="stroke-warning"
            strokeWidth={upper === 0 ? 0 : 1}
          />
        </g>
      ))}
    </svg>
  );
}

function CountAxis({ scale }: { readonly scale: Scale }) {
  return (
    <div aria-hidden="true" className="relative text-xs text-ink-muted tabular-nums" style={{ height }}>
      {scale.ticks.map((tick) => (
        <span
          key={tick}
          className="absolute right-0 translate-y-1/2"
          style={{ bottom: (tick / scale.top) * plotHeight }}
        >
          {compactCount(tick)}
        </span>
      ))}
    </div>
  );
}

function TimeAxis({ bars }: { readonly bars: readonly Bar[] }) {
  const places = labelledPlaces(bars.length, mostLabels);
  return (
    <div aria-hidden="true" className="relative mt-1 h-5 text-xs text-ink-muted tabular-nums">
      {places.map((place) => (
        <span
          key={place}
          className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-[-40%] last:translate-x-[-60%] max-sm:even:hidden max-sm:last:-translate-x-full"
          style={{ left: `${((place + 0.5) / bars.length) * 100}%` }}
        >
          {bars[place]?.tick}
        </span>
      ))}
    </div>
  );
}

function Legend({ lowerName, upperName }: { readonly lowerName: string; readonly upperName: string }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      <li className="flex items-center gap-2">
        <span aria-hidden className="size-3 rounded-xs bg-accent" />
        {lowerName}
      </li>
      <li className="flex items-center gap-2">
        <span aria-hidden className="chart-hatching size-3 rounded-xs border border-warning" />
        {upperName}
      </li>
    </ul>
  );
}
