/** One word on a ground of its colour, with a sign where the colour means something. */

import { CircleAlert, CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type Tone = "neutral" | "accent" | "good" | "notice" | "warning" | "critical";

const tones: Readonly<Record<Tone, string>> = {
  neutral: "bg-sunken text-ink",
  accent: "bg-accent-soft text-accent-strong",
  good: "bg-good-soft text-good",
  notice: "bg-notice-soft text-notice",
  warning: "bg-warning-soft text-warning",
  critical: "bg-critical-soft text-critical",
};

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

export function Badge({ tone = "neutral", icon: Icon, children }: BadgeProps) {
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 align-middle text-xs font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {Icon !== undefined && <Icon aria-hidden className="size-3.5" />}
      {children}
    </span>
  );
}

/** How an exchange ended. */
export function OutcomeBadge({ outcome }: { readonly outcome: "accepted" | "refused" }) {
  return outcome === "accepted" ? (
    <Badge tone="good" icon={CircleCheck}>
      Accepted
    </Badge>
  ) : (
    <Badge tone="critical" icon={CircleX}>
      Refused
    </Badge>
  );
}

const findings = {
  critical: { icon: CircleAlert, word: "Critical" },
  warning: { icon: TriangleAlert, word: "Warning" },
  notice: { icon: Info, word: "Notice" },
} as const;

/** How grave a finding of the linter is. */
export function FindingBadge({ severity }: { readonly severity: keyof typeof findings }) {
  const { icon, word } = findings[severity];
  return (
    <Badge tone={severity} icon={icon}>
      {word}
    </Badge>
  );
}
