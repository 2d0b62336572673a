/**
 * What the server warns a session of, above every page: such as a secret of the first start that is still good. One line
 * that opens, so that whoever knows it already has the page in sight.
 */

import type { Session } from "@countersign/client";
import { ChevronRight, TriangleAlert } from "lucide-react";

type Warning = Session["warnings"][number];

const titles: Readonly<Record<Warning["code"], string>> = {
  bootstrap_secret_active: "The bootstrap secret is active",
  first_secret_active: "The first secret is active",
};

export function SessionWarnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Warnings" className="mb-6 space-y-2">
      {warnings.map(({ code, message }) => (
        <details key={code} className="group rounded-md bg-warning-soft text-ink">
          <summary className="flex list-none items-center gap-2.5 rounded-md px-3 py-2 [&::-webkit-details-marker]:hidden">
            <TriangleAlert aria-hidden className="size-4.5 shrink-0 text-warning" />
            <span className="min-w-0 font-medium">
              <span className="text-warning">Warning:</span> {titles[code]}
            </span>
            <span className="ml-auto flex shrink-0 items-center gap-1 text-sm text-ink-muted">
              <span className="max-sm:sr-only">What to do</span>
              <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
            </span>
          </summary>
          <p className="max-w-4xl px-3 pb-3 pl-10">{message}</p>
        </details>
      ))}
    </section>
  );
}
