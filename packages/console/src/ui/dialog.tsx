/**
 * A window over the page: the browser's own modal dialog, which keeps the focus inside, makes the rest unreachable,
 * closes on Escape, gives the focus back, and needs no style that a strict content security policy would refuse.
 */

import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import { OverlayProvider } from "./overlay.ts";

const sizes = { small: "max-w-md", medium: "max-w-2xl", large: "max-w-5xl" };

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  /** Asked for with Escape, the cross or a click beside it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the end, the one that goes on last. */
  readonly actions?: ReactNode;
  readonly size?: keyof typeof sizes;
  /** Whether it asks about something grave: it is then read out as an alert, and a click beside it does nothing. */
  readonly grave?: boolean;
}

/** What is inside exists while the dialog is open, so each opening begins anew. */
export function Dialog({ open, ...others }: DialogProps) {
  return open ? <OpenDialog {...others} /> : null;
}

function OpenDialog({
  title,
  onClose,
  children,
  actions,
  size = "medium",
  grave = false,
}: Omit<DialogProps, "open">) {
  const id = useId();
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const reference = useModal();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, which the browser sees to
    <dialog
      ref={(dialog) => {
        reference.current = dialog;
        setElement(dialog);
      }}
      role={grave ? "alertdialog" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (!grave && event.target === event.currentTarget) onClose();
      }}
      className={classes(
        "m-auto max-h-[min(90dvh,60rem)] w-[calc(100%-2rem)] overflow-hidden rounded-lg border border-line bg-surface text-ink shadow-xl backdrop:bg-black/50 open:flex",
        sizes[size],
      )}
    >
      <OverlayProvider value={element}>
        <div className="flex min-h-0 w-full flex-col">
          <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
            <h2 id={id} tabIndex={-1} className="text-lg font-semibold outline-none">
              {title}
            </h2>
            <IconButton
              label="Close"
              size="small"
              icon={<X aria-hidden className="size-4" />}
              onClick={onClose}
            />
          </div>
          <div data-dialog-body className="relative min-h-0 space-y-4 overflow-y-auto px-5 py-2">
            {children}
          </div>
          {actions !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-4">{actions}</div>
          )}
        </div>
      </OverlayProvider>
    </dialog>
  );
}

/** Opens the dialog when it is there, and closes it before it goes, which gives the focus back. */
function useModal() {
  const reference = useRef<HTMLDialogElement | null>(null);
  useLayoutEffect(() => {
    const dialog = reference.current;
    if (dialog === null) return;
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>(
      "[data-autofocus], [data-dialog-body] :is(input, select, textarea):not(:disabled)",
    );
    (first ?? dialog.querySelector<HTMLElement>("h2"))?.focus();
    return () => dialog.close();
  }, []);
  return reference;
}
