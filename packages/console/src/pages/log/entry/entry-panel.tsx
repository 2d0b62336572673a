/** An entry beside the list. Escape closes it, and the focus goes back to its row. */

import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { IconButton } from "../../../ui/button.tsx";
import { EntryView } from "./entry-view.tsx";

interface EntryPanelProps {
  readonly requestId: string;
  /** Whether the page was opened at an entry, and the list has not been alone since. */
  readonly arrival: { readonly current: boolean };
  readonly onClose: () => void;
}

export function EntryPanel({ requestId, arrival, onClose }: EntryPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    const first = shown.current === null && arrival.current;
    // Whoever opened the page at this entry is read the page first.
    if (!first) heading.current?.focus({ preventScroll: true });
    shown.current = requestId;
  }, [requestId, arrival]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const elsewhere = document.querySelector("dialog[open], [role=menu]") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !elsewhere) onClose();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [onClose]);
  return (
    <aside
      aria-labelledby="entry-heading"
      className="sticky top-4 flex max-h-[calc(100dvh-6.5rem)] flex-col self-start rounded-lg border border-line bg-surface"
    >
      <header className="flex items-center justify-between gap-3 border-line border-b px-5 py-2.5">
        <h2 id="entry-heading" ref={heading} tabIndex={-1} className="font-semibold outline-none">
          Entry
        </h2>
        <IconButton
          size="small"
          label="Close the entry"
          icon={<X aria-hidden className="size-4" />}
          onClick={onClose}
        />
      </header>
      <section
        key={requestId}
        aria-label="The entry"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
        // Positioned, so that what only screen readers see scrolls along and does not lengthen the page.
        className="relative min-h-0 overflow-y-auto p-5"
      >
        <EntryView requestId={requestId} />
      </section>
    </aside>
  );
}
