/** A moment, as its distance from now or as date and time; the exact moment is in the tooltip. */

import { useSyncExternalStore } from "react";
import { exactTime, localTime, relativeTime } from "./times.ts";

interface TimeProps {
  /** As the server writes it (RFC 3339). */
  readonly at: string;
}

/** How far from now; the tooltip says when. */
export function RelativeTime({ at }: TimeProps) {
  const now = useNow();
  const time = new Date(at);
  return (
    <time dateTime={at} title={`${localTime(time, true)} (${exactTime(time)})`} className="whitespace-nowrap">
      {relativeTime(time, now)}
    </time>
  );
}

/** Date and time in the reader's zone, to the second when `precise`. */
export function LocalTime({ at, precise = false }: TimeProps & { readonly precise?: boolean }) {
  const time = new Date(at);
  return (
    <time dateTime={at} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {localTime(time, precise)}
    </time>
  );
}

/** Often enough for what is said in minutes. */
const stepMilliseconds = 15_000;
const listeners = new Set<() => void>();
let now = new Date();
let ticking: ReturnType<typeof setInterval> | undefined;

/** The time, renewed for all that show it at once. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = new Date();
    ticking = setInterval(tick, stepMilliseconds);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(ticking);
  };
}

function tick(): void {
  now = new Date();
  for (const listener of listeners) listener();
}
