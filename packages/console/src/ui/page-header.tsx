/** The top of a page: its heading, what it is about, and what one can do there. Names the window after the page. */

import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "wouter";

interface PageHeaderProps {
  readonly title: string;
  /** One sentence, or a few words. */
  readonly description?: ReactNode;
  /** Pages above this one, the highest first. */
  readonly trail?: readonly { readonly label: string; readonly href?: string }[];
  /** Buttons. */
  readonly actions?: ReactNode;
}

export function PageHeader({ title, description, trail = [], actions }: PageHeaderProps) {
  useWindowTitle(title);
  return (
    <header className="mb-6">
      {trail.length > 0 && <Trail trail={trail} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
            {title}
          </h1>
          {description !== undefined && <p className="mt-1 max-w-3xl text-ink-muted">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </header>
  );
}

/** Names the window after what it shows. */
export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Countersign`;
  }, [title]);
}

function Trail({ trail }: { readonly trail: NonNullable<PageHeaderProps["trail"]> }) {
  return (
    <nav aria-label="Breadcrumbs" className="mb-1.5">
      <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-muted">
        {trail.map(({ label, href }) => (
          <li key={label} className="flex items-center gap-1">
            {href === undefined ? (
              label
            ) : (
              <Link href={href} className="rounded-sm underline-offset-2 hover:underline">
                {label}
              </Link>
            )}
            <ChevronRight aria-hidden className="size-3.5" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
