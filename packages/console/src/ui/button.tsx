/** A button, and a link that looks like one. The busy one says so, keeps its width and cannot be pressed again. */

import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import { classes } from "./classes.ts";

export type ButtonLook = "primary" | "secondary" | "quiet" | "dangerous";

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: "border-transparent bg-accent text-on-accent enabled:hover:bg-accent-strong",
  secondary: "border-line-strong bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-ink hover:bg-sunken",
  dangerous: "border-transparent bg-critical text-on-critical hover:opacity-90",
};
const sizes = { medium: "h-9 px-3.5 gap-2", small: "h-7 px-2.5 gap-1.5 text-sm" };
const shape =
  "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap no-underline transition-colors disabled:cursor-not-allowed disabled:opacity-55";

interface Appearance {
  readonly look?: ButtonLook;
  readonly size?: keyof typeof sizes;
  /** A sign in front of the words. */
  readonly icon?: ReactNode;
}

type ButtonProps = Appearance & { readonly busy?: boolean } & ComponentProps<"button">;

export function Button({
  look = "secondary",
  size = "medium",
  icon,
  busy = false,
  disabled = false,
  type = "button",
  className,
  children,
  ...others
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classes(shape, looks[look], sizes[size], className)}
      {...others}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  );
}

type LinkButtonProps = Appearance & {
  /** A path of the console. */
  readonly href: string;
  readonly className?: string;
  readonly children: ReactNode;
};

export function LinkButton({
  look = "secondary",
  size = "medium",
  icon,
  href,
  className,
  children,
}: LinkButtonProps) {
  return (
    <Link href={href} className={classes(shape, looks[look], sizes[size], className)}>
      {icon}
      {children}
    </Link>
  );
}

/** A button that shows only a sign; the label is for everybody who does not see it, and its tooltip. */
export function IconButton({
  label,
  icon,
  size = "medium",
  look = "quiet",
  className,
  ...others
}: Omit<ButtonProps, "children" | "busy"> & { readonly label: string; readonly icon: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(shape, looks[look], size === "small" ? "size-7" : "size-9", className)}
      {...others}
    >
      {icon}
    </button>
  );
}
