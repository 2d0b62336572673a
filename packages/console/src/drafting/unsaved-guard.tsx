/**
 * Asks before a page with unsaved changes is left: by a link, by going back, or by closing the window, where the
 * browser asks in its own words.
 */

import { useEffect, useRef, useState } from "react";
import { guardGoingBack } from "../shell/going-back.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

interface UnsavedGuardProps {
  readonly changed: boolean;
}

export function UnsavedGuard({ changed }: UnsavedGuardProps) {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const released = useRef(false);
  useEffect(() => {
    if (!changed) return;
    released.current = false;
    const here = location.href;
    const ask = (event: Event, go: () => void) => {
      if (released.current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setLeave(() => go);
    };
    const followed = (event: MouseEvent) => {
      const link = linkOf(event);
      if (link !== null && link.href !== here) ask(event, () => link.click());
    };
    // What the browser has gone back to is left again by itself, until somebody says that it is meant.
    const wentBack = (event: PopStateEvent) => {
      if (released.current) return;
      history.pushState(null, "", here);
      ask(event, () => history.back());
    };
    const closing = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("click", followed, true);
    const unguard = guardGoingBack(wentBack);
    addEventListener("beforeunload", closing);
    return () => {
      removeEventListener("click", followed, true);
      unguard();
      removeEventListener("beforeunload", closing);
    };
  }, [changed]);
  return (
    <ConfirmDialog
      open={leave !== null}
      dangerous
      title="Leave without saving?"
      confirmLabel="Leave"
      onClose={() => setLeave(null)}
      onConfirm={() => {
        released.current = true;
        setLeave(null);
        leave?.();
      }}
    >
      What you changed here is not saved, and is lost when you leave.
    </ConfirmDialog>
  );
}

/** The link of this console that a plain click follows; null: it is none, or opens elsewhere. */
function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  return link === null || link.target === "_blank" || link.origin !== location.origin ? null : link;
}
