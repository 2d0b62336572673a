/** What went wrong, in a sentence, with the reference to quote, and a way on. */

import { describeProblem } from "../api/problems.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { CopyButton } from "../ui/copy-button.tsx";

interface ProblemProps {
  readonly error: unknown;
  /** What was attempted, as in "The mapping was not saved". */
  readonly title?: string;
  readonly onRetry?: () => void;
}

export function Problem({ error, title = "That did not work", onRetry }: ProblemProps) {
  const { sentence, reference, errors } = describeProblem(error);
  return (
    <Callout
      severity="critical"
      title={title}
      announce="now"
      actions={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <p>{sentence}</p>
      {errors.length > 1 && (
        <ul className="mt-1 list-disc pl-5">
          {errors.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code className="font-mono text-sm">{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {reference !== null && <Reference reference={reference} />}
    </Callout>
  );
}

/** A reference id, to be copied. */
export function Reference({ reference }: { readonly reference: string }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-1.5 text-sm text-ink-muted">
      Reference <code className="font-mono">{reference}</code>
      <CopyButton text={reference} label="Copy the reference" />
    </p>
  );
}
