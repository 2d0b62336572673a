/**
 * Which row the keyboard is at. It is found again when an entry closes or when one comes back to the list, and stays in
 * sight when the rows change their height, as they do when an entry opens beside them.
 */

import { type RefObject, useEffect, useRef, useState } from "react";
import type { OpenList } from "./feeds.ts";

export interface RowFocus {
  /** Reference id of the row; null: none yet. */
  readonly active: string | null;
  /** Takes note that a row has the focus. */
  readonly remember: (requestId: string) => void;
  /** Gives the focus to a row, as soon as it is drawn. */
  readonly moveTo: (requestId: string) => void;
}

/**
 * @param box holds the rows
 * @param selected the row whose entry is shown beside the list; null: none is
 */
export function useRowFocus(
  box: RefObject<HTMLElement | null>,
  open: OpenList,
  selected: string | null,
): RowFocus {
  const [active, setActive] = useState(open.at);
  const wanted = useRef<string | null>(null);
  const shown = useRef(selected);
  useEffect(() => {
    // Closed beside the list, or come back to it from an entry in its place.
    const nobodyHasIt = document.activeElement === document.body;
    if (selected === null) wanted.current = shown.current ?? (nobodyHasIt ? open.at : null);
    shown.current = selected;
  }, [selected, open]);
  useEffect(() => {
    // Tried with every drawing: a row far down is not drawn at first.
    if (wanted.current !== null && focusRow(box.current, wanted.current)) wanted.current = null;
  });
  const remember = (requestId: string) => {
    open.at = requestId;
    setActive(requestId);
  };
  return {
    active,
    remember,
    moveTo(requestId) {
      wanted.current = requestId;
      remember(requestId);
    },
  };
}

/** @returns whether the row is drawn */
function focusRow(box: HTMLElement | null, requestId: string): boolean {
  const row = box?.querySelector<HTMLElement>(`[data-request="${CSS.escape(requestId)}"]`) ?? null;
  row?.focus({ preventScroll: true });
  return row !== null;
}
