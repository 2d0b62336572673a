/** A part of a page with an edge around it and, mostly, a heading. */

import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

interface CardProps {
  readonly title?: string;
  /** A sentence below the heading. */
  readonly description?: ReactNode;
  /** Buttons at the heading. */
  readonly actions?: ReactNode;
  /** Without space around what is inside, as for a table. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, description, actions, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className="min-w-0 rounded-lg border border-line bg-surface"
    >
      {title !== undefined && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-1">
          <div className="min-w-0">
            <h2 id={id} className="text-base font-semibold">
              {title}
            </h2>
            {description !== undefined && <p className="text-sm text-ink-muted">{description}</p>}
          </div>
          {actions}
        </header>
      )}
      <div className={classes(!flush && "p-4", title !== undefined && "pt-2")}>{children}</div>
    </section>
  );
}
