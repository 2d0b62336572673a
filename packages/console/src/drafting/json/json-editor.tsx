/**
 * A field for JSON: the browser's own text area, with the numbers of its lines beside it and the place of an error
 * marked. A text area and not an editor of code: it is what every screen reader, keyboard and phone knows, Tab leaves
 * it, undoing works, it needs no style that a strict content security policy would refuse, and no kilobyte.
 */

import { useRef } from "react";
import { Button } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import type { ControlProps } from "../../ui/field.tsx";
import type { JsonTextProblem } from "./json-text.ts";

/** A line to be marked, and why. */
export interface LineMark {
  readonly line: number;
  readonly sentence: string;
}

interface JsonEditorProps {
  /** From the field around it. */
  readonly control: ControlProps;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problem: JsonTextProblem | null;
  /** Lines where the server finds fault. */
  readonly marks?: readonly LineMark[];
  readonly minLines?: number;
  readonly maxLines?: number;
  readonly disabled?: boolean;
}

const lineHeightRem = 1.25;
const paddingRem = 1;

export function JsonEditor({
  control,
  text,
  onChange,
  problem,
  marks = [],
  minLines = 6,
  maxLines = 24,
  disabled = false,
}: JsonEditorProps) {
  const gutter = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const count = text.split("\n").length;
  const shown = Math.min(Math.max(count, minLines), maxLines);
  const height = `${shown * lineHeightRem + paddingRem}rem`;
  const faulty = new Set([...marks.map(({ line }) => line), ...(problem === null ? [] : [problem.line])]);
  return (
    <div className="space-y-1">
      <div
        className={classes(
          "flex overflow-hidden rounded-md border bg-surface",
          problem === null ? "border-line-strong" : "border-critical",
        )}
        style={{ height }}
      >
        <div
          ref={gutter}
          aria-hidden
          className="w-10 shrink-0 select-none overflow-hidden bg-sunken py-2 text-right font-mono text-ink-muted text-sm"
        >
          {Array.from({ length: count }, (_, index) => index + 1).map((line) => (
            <div
              key={line}
              className={classes(
                "h-5 pr-2",
                faulty.has(line) && "bg-critical-soft font-semibold text-critical",
              )}
            >
              {faulty.has(line) ? "●" : line}
            </div>
          ))}
        </div>
        <textarea
          {...control}
          aria-invalid={problem === null ? undefined : true}
          ref={area}
          value={text}
          disabled={disabled}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          autoComplete="off"
          className="min-w-0 flex-1 resize-none overflow-auto bg-transparent px-2.5 py-2 font-mono text-ink text-sm leading-5 outline-offset-[-2px]"
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      {problem !== null && (
        <p className="flex flex-wrap items-center gap-x-2 text-critical text-sm" role="status">
          <span>
            Line {problem.line}, column {problem.column}: {problem.sentence}
          </span>
          <Button size="small" look="quiet" onClick={() => goTo(area.current, problem.offset)}>
            Go there
          </Button>
        </p>
      )}
      {problem === null &&
        marks.map(({ line, sentence }) => (
          <p key={`${line} ${sentence}`} className="text-critical text-sm">
            Line {line}: {sentence}
          </p>
        ))}
    </div>
  );
}

function goTo(area: HTMLTextAreaElement | null, offset: number): void {
  if (area === null) return;
  area.focus();
  area.setSelectionRange(offset, Math.min(offset + 1, area.value.length));
}
