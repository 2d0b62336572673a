/** A JSON document from outside, as it was presented, with a button that copies it. */

import { CopyButton } from "../../../ui/copy-button.tsx";
import { FoldedText } from "../../../ui/outside-text.tsx";

interface ClaimsBlockProps {
  readonly label: string;
  readonly document: Readonly<Record<string, unknown>>;
}

export function ClaimsBlock({ label, document }: ClaimsBlockProps) {
  const text = JSON.stringify(document, null, 2);
  return (
    <div className="relative">
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section
        aria-label={label}
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 pr-12"
      >
        <pre className="whitespace-pre-wrap font-mono text-sm">
          {lines(text).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and never move
            <div key={index}>
              <FoldedText text={line} />
            </div>
          ))}
        </pre>
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above */}
      <div className="absolute top-1.5 right-1.5">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}

/** So many lines at most: a token has far fewer claims, a list in one may have more. */
const mostLines = 5_000;

/** One by one, so that a long value is folded by itself. */
function lines(text: string): readonly string[] {
  const all = text.split("\n");
  return all.length <= mostLines
    ? all
    : [...all.slice(0, mostLines), `… ${all.length - mostLines} more lines; copy to see them`];
}
