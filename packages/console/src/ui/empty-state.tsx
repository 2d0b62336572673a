/** In place of a list with nothing in it: why, and what to do next. */

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon?: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center px-4 py-10 text-center">
      {Icon !== undefined && <Icon aria-hidden className="mb-3 size-8 text-ink-muted" />}
      <p className="text-base font-semibold">{title}</p>
      {children !== undefined && <div className="mt-1 text-ink-muted">{children}</div>}
      {actions !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
