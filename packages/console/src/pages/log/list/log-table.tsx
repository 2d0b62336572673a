// biome-ignore-all lint/a11y/useSemanticElements: rows that exist only while they are in sight are drawn as blocks

/**
 * The rows of the log. Only those in sight exist, however long the list is; where there is little room each is a card.
 * One row is within reach of the tabulator, the arrow keys lead from there to the others, and Enter opens one.
 */

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { classes } from "../../../ui/classes.ts";
import { countRows, indexOf, rowAt } from "../model/log-list.ts";
import type { FeedState } from "./feed.ts";
import type { OpenList } from "./feeds.ts";
import { AwaitedRow, columnHeads, lineGrid, Row } from "./row.tsx";
import { stepFor } from "./steps.ts";
import { useRowFocus } from "./use-row-focus.ts";

interface LogTableProps {
  readonly open: OpenList;
  readonly state: FeedState;
  /** Reference id of the entry that is shown beside the list; null: none is. */
  readonly selected: string | null;
  readonly hrefOf: (requestId: string) => string;
  readonly asCards: boolean;
}

/** In rem, so that rows grow with the reader's letters. */
const heights = { line: 2.625, card: 6.75, head: 2.25 };
/** Rows drawn beyond those in sight. */
const overscan = 12;

export function LogTable({ open, state, selected, hrefOf, asCards }: LogTableProps) {
  const { feed } = open;
  const { list } = state;
  const box = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const { active, remember, moveTo } = useRowFocus(box, open, selected);
  const count = countRows(list);
  const activeIndex = Math.max(active === null ? -1 : indexOf(list, active), 0);
  const height = rem() * (asCards ? heights.card : heights.line);
  const headHeight = asCards ? 0 : rem() * heights.head;

  const rows = useWindowVirtualizer<HTMLDivElement>({
    count,
    estimateSize: useCallback(() => height, [height]),
    overscan,
    scrollMargin: margin,
    scrollPaddingStart: headHeight,
    initialOffset: open.scrolled,
    // The row that has the focus, or would get it, stays: with it the focus would be gone.
    rangeExtractor: useCallback(
      (range: Range) => {
        const drawn = defaultRangeExtractor(range);
        if (count === 0 || drawn.includes(activeIndex)) return drawn;
        return [...drawn, activeIndex].toSorted((one, other) => one - other);
      },
      [activeIndex, count],
    ),
  });
  const drawnHeight = useRef(height);
  useLayoutEffect(() => {
    if (drawnHeight.current === height) return;
    drawnHeight.current = height;
    // Rows of another height: everything is elsewhere, and the row one is at stays in sight.
    rows.measure();
    if (open.scrolled > 0) rows.scrollToIndex(activeIndex, { align: "center" });
  }, [height, activeIndex, rows, open]);

  useLayoutEffect(() => {
    const place = () => setMargin((box.current?.getBoundingClientRect().top ?? 0) + scrollY);
    place();
    const observer = new ResizeObserver(place);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  useScrollMemory(open);

  const from = rows.range?.startIndex ?? 0;
  const to = (rows.range?.endIndex ?? 0) + 1;
  useEffect(() => {
    feed.follow(from === 0);
    feed.show({ from, to });
  }, [feed, from, to]);

  const move = (event: KeyboardEvent) => {
    const index = stepFor(event, activeIndex, count);
    if (index === null) return;
    event.preventDefault();
    rows.scrollToIndex(index, { align: "auto" });
    const row = rowAt(list, index);
    if (row === null) return;
    moveTo(row.requestId);
  };

  return (
    <div role="table" aria-label="Exchanges" aria-rowcount={list.older === null ? count + 1 : -1}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: a row of heads takes no focus */}
      <div
        role="row"
        aria-rowindex={1}
        className={classes(asCards ? "sr-only" : lineGrid, !asCards && headLook)}
      >
        {columnHeads.map((head) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div key={head} role="columnheader" className="truncate">
            {head}
          </div>
        ))}
      </div>
      <div
        ref={box}
        role="rowgroup"
        onKeyDown={move}
        className="relative"
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map((item) => {
          const row = rowAt(list, item.index);
          const place = { transform: `translateY(${item.start - margin}px)`, height };
          if (row === null) return <AwaitedRow key={item.key} index={item.index} style={place} />;
          return (
            <Row
              key={row.id}
              row={row}
              index={item.index}
              style={place}
              asCard={asCards}
              href={hrefOf(row.requestId)}
              selected={row.requestId === selected}
              reachable={item.index === activeIndex}
              onFocus={remember}
            />
          );
        })}
      </div>
    </div>
  );
}

const headLook =
  "sticky top-0 z-10 h-9 items-center border-line border-b bg-surface px-4 text-sm font-semibold text-ink-muted";

function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Scrolls to where one was, and remembers where one is. */
function useScrollMemory(open: OpenList): void {
  useLayoutEffect(() => {
    if (open.scrolled > 0) scrollTo(0, open.scrolled);
    const scrolled = () => {
      open.scrolled = scrollY;
    };
    addEventListener("scroll", scrolled, { passive: true });
    return () => removeEventListener("scroll", scrolled);
  }, [open]);
}
