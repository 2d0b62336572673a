/**
 * Text from outside: claims, names, whatever a stranger may have written. It is shown as text and nothing else, in a
 * direction of its own, with characters nobody sees by their code, marks where somebody set them, and no longer than
 * one wants to read.
 */

import { useState } from "react";
import { classes } from "./classes.ts";
import { beginningOf, type Mark, piecesOf } from "./text-pieces.ts";

interface OutsideTextProps {
  readonly text: string;
  /** Stretches to set apart, in UTF-16 units. */
  readonly marks?: readonly Mark[];
  /** Whether ends of lines are kept, as in a block of code. */
  readonly lines?: boolean;
}

export function OutsideText({ text, marks, lines }: OutsideTextProps) {
  return (
    <bdi>
      {piecesOf(text, marks, lines).map((piece, index) => {
        const Element = piece.marked ? "mark" : "span";
        return (
          <Element
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name, and no state
            key={index}
            title={piece.kind === "unseen" ? `The character ${piece.text}, which is not seen` : undefined}
            className={classes(
              piece.marked && "rounded-xs bg-warning px-px font-semibold text-on-warning",
              piece.kind === "unseen" &&
                "mx-px rounded-xs border border-warning bg-warning-soft px-0.5 font-mono text-[0.85em] text-warning",
            )}
          >
            {piece.text}
          </Element>
        );
      })}
    </bdi>
  );
}

/** The same, of which a long one shows its beginning until one asks for all of it. */
export function FoldedText({ text, marks = [], lines }: OutsideTextProps) {
  const [open, setOpen] = useState(false);
  const { shown, left } = beginningOf(text, marks);
  if (left === 0) return <OutsideText text={text} marks={marks} {...(lines && { lines })} />;
  return (
    <>
      <OutsideText text={open ? text : shown} marks={marks} {...(lines && { lines })} />
      {!open && "… "}
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="ml-1 rounded-sm font-sans text-accent-strong text-sm underline underline-offset-2"
      >
        {open ? "Show less" : `Show ${left.toLocaleString()} more characters`}
      </button>
    </>
  );
}
