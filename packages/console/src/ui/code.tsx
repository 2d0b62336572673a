/** Text as a machine has it: a word in a sentence, or a block that scrolls inside its own box. */

import { CopyButton } from "./copy-button.tsx";

export function Code({ children }: { readonly children: string }) {
  return <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-[0.92em]">{children}</code>;
}

interface CodeBlockProps {
  readonly text: string;
  /** What it is, as in "Claims". */
  readonly label: string;
}

export function CodeBlock({ text, label }: CodeBlockProps) {
  return (
    <div className="relative">
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section
        aria-label={label}
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 pr-12"
      >
        <pre className="font-mono text-sm">{text}</pre>
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above */}
      <div className="absolute top-1.5 right-1.5">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}
