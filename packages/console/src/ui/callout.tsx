/** A few sentences set apart: a severity that shows by sign, word and colour. */

import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type Severity = "critical" | "warning" | "notice" | "good";

const severities: Readonly<
  Record<Severity, { readonly icon: LucideIcon; readonly word: string; readonly look: string }>
> = {
  critical: { icon: CircleAlert, word: "Problem", look: "bg-critical-soft border-critical text-critical" },
  warning: { icon: TriangleAlert, word: "Warning", look: "bg-warning-soft border-warning text-warning" },
  notice: { icon: Info, word: "Note", look: "bg-notice-soft border-notice text-notice" },
  good: { icon: CircleCheck, word: "Done", look: "bg-good-soft border-good text-good" },
};

interface CalloutProps {
  readonly severity: Severity;
  /** In place of the severity's own word. */
  readonly title?: string;
  readonly children?: ReactNode;
  /** Buttons, below the text. */
  readonly actions?: ReactNode;
  /** What is read out when it appears: at once, when there is time, or (absent) not by itself. */
  readonly announce?: "now" | "politely";
}

export function Callout({ severity, title, children, actions, announce }: CalloutProps) {
  const { icon: Icon, word, look } = severities[severity];
  const role = announce === "now" ? "alert" : announce === "politely" ? "status" : undefined;
  return (
    <div role={role} className={classes("flex gap-3 rounded-md border-l-4 px-4 py-3", look)}>
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title ?? word}</p>
        {children !== undefined && <div className="text-ink">{children}</div>}
        {actions !== undefined && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
