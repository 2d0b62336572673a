/** Counts of a few things, the largest first, each with a bar as long as its part of the largest. */

import type { ReactNode } from "react";
import { fullCount } from "./scale.ts";

export interface Share {
  readonly key: string;
  readonly name: ReactNode;
  readonly count: number;
}

export function ShareList({ label, shares }: { readonly label: string; readonly shares: readonly Share[] }) {
  const most = Math.max(1, ...shares.map(({ count }) => count));
  return (
    <ol aria-label={label} className="space-y-2.5">
      {shares.map(({ key, name, count }) => (
        <li key={key}>
          <div className="flex items-baseline justify-between gap-4">
            <span className="min-w-0">{name}</span>
            <span className="tabular-nums">{fullCount(count)}</span>
          </div>
          <div aria-hidden className="mt-1 h-1.5 rounded-full bg-sunken">
            <div
              className="h-full min-w-1 rounded-full bg-ink-muted"
              style={{ width: `${(count / most) * 100}%` }}
            />
          </div>
        </li>
      ))}
    </ol>
  );
}
