// biome-ignore-all lint/a11y/noRedundantRoles: a table drawn as blocks would lose them
// biome-ignore-all lint/a11y/useSemanticElements: as above

/** The clauses of a rule, one by one: what is demanded, what was there, whether it held, and where a small difference lies. */

import { Check, X } from "lucide-react";
import { FoldedText, OutsideText } from "../ui/outside-text.tsx";
import type { ClauseRow, MarkedText, NearMissRow } from "./clauses.ts";

interface ClauseTableProps {
  readonly label: string;
  readonly clauses: readonly ClauseRow[];
}

export function ClauseTable({ label, clauses }: ClauseTableProps) {
  return (
    <div className="@container">
      <table role="table" className="w-full border-collapse text-left text-sm @max-md:block">
        <caption className="sr-only">{label}</caption>
        <thead role="rowgroup" className="text-ink-muted @max-md:sr-only">
          <tr role="row">
            {["Holds", "Claim", "Expected", "Presented"].map((head) => (
              <th key={head} role="columnheader" scope="col" className="py-1 pr-3 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="@max-md:block">
          {clauses.map((clause, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule may demand the same twice, and its order is fixed
            <Clause key={index} clause={clause} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Clause({ clause }: { readonly clause: ClauseRow }) {
  const { nearMiss } = clause;
  const head = "py-1.5 pr-3 align-top @max-md:inline-block @max-md:py-0.5";
  const cell = "py-1.5 pr-3 align-top @max-md:block @max-md:py-0.5";
  return (
    <>
      <tr role="row" className="border-line border-t @max-md:block @max-md:pt-1.5">
        <td role="cell" className={head}>
          <Holds held={clause.held} />
        </td>
        <th role="rowheader" scope="row" className={`${head} font-medium font-mono`}>
          <OutsideText text={clause.claim} />
          {clause.foundAt !== null && (
            <span className="block font-normal font-sans text-ink-muted">
              taken from <OutsideText text={clause.foundAt} />
            </span>
          )}
        </th>
        <td role="cell" className={cell}>
          <Value label="Expected" text={clause.expected} />
        </td>
        <td role="cell" className={cell}>
          {clause.presented === null ? (
            <span className="text-ink-muted">the token has no such claim</span>
          ) : (
            <Value label="Presented" text={clause.presented} />
          )}
        </td>
      </tr>
      {nearMiss !== null && (
        <tr role="row" className="@max-md:block">
          <td role="cell" colSpan={4} className="pb-2 @max-md:block">
            <NearMiss nearMiss={nearMiss} />
          </td>
        </tr>
      )}
    </>
  );
}

function Holds({ held }: { readonly held: boolean }) {
  return held ? (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-good">
      <Check aria-hidden className="size-4" />
      holds
    </span>
  ) : (
    <span className="inline-flex items-center gap-1 whitespace-nowrap font-medium text-critical">
      <X aria-hidden className="size-4" />
      fails
    </span>
  );
}

/** Both texts below each other, so that one sees where they part. */
function NearMiss({ nearMiss: { words, advice, expected, presented } }: { readonly nearMiss: NearMissRow }) {
  return (
    <div className="space-y-1.5 rounded-md border-warning border-l-4 bg-warning-soft px-3 py-2">
      <p className="font-semibold text-warning">Near miss: {words}</p>
      <dl className="grid gap-x-3 @md:grid-cols-[max-content_minmax(0,1fr)]">
        <Compared label="expected" {...expected} />
        <Compared label="presented" {...presented} />
      </dl>
      <p>
        <OutsideText text={advice} />
      </p>
    </div>
  );
}

function Compared({ label, text, marks }: MarkedText & { readonly label: string }) {
  return (
    <>
      <dt className="text-ink-muted">{label}</dt>
      <dd className="min-w-0 font-mono">
        <FoldedText text={text} marks={marks} />
      </dd>
    </>
  );
}

interface ValueProps {
  readonly label: string;
  readonly text: string;
}

function Value({ label, text }: ValueProps) {
  return (
    <>
      <span aria-hidden className="mr-2 hidden text-ink-muted @max-md:inline">
        {label}
      </span>
      <code className="font-mono">
        <FoldedText text={text} />
      </code>
    </>
  );
}
