/** The mappings that were judged, the nearest first, each clause by clause, with a way to the mapping. */

import type { Explanation } from "@countersign/client";
import { ClauseTable } from "../../../explaining/clause-table.tsx";
import { clausesOf, nearness, type Trial } from "../../../explaining/clauses.ts";
import { Badge } from "../../../ui/badge.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";

/** So many are opened at first: the nearest is what one looks for. */
const openAtFirst = 1;
const mostShown = 10;

export function Trials({ explanation }: { readonly explanation: Explanation }) {
  const { trials, considered } = explanation;
  if (trials.length === 0) return <p className="text-ink-muted">No mapping was judged.</p>;
  const shown = trials.slice(0, mostShown);
  return (
    <div className="space-y-1">
      <p className="text-ink-muted">
        {considered === 1
          ? "One mapping was judged."
          : `${considered.toLocaleString()} mappings were judged.`}
        {considered > shown.length && ` These ${shown.length} came nearest.`}
      </p>
      {shown.map((trial, index) => (
        <TrialView key={trial.mapping_id} trial={trial} open={index < openAtFirst} />
      ))}
    </div>
  );
}

function TrialView({ trial, open }: { readonly trial: Trial; readonly open: boolean }) {
  const clauses = clausesOf(trial);
  return (
    <Disclosure
      open={open}
      summary={
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
          <OutsideText text={trial.mapping} />
          {trial.project !== null && <Badge>project {trial.project}</Badge>}
          {trial.matched ? (
            <Badge tone="good">{nearness(trial)}</Badge>
          ) : (
            <span className="font-normal text-ink-muted">{nearness(trial)}</span>
          )}
        </span>
      }
    >
      {clauses.length === 0 ? (
        <p className="text-ink-muted">Its clauses are not shown one by one.</p>
      ) : (
        <ClauseTable label={`Clauses of ${trial.mapping}`} clauses={clauses} />
      )}
      {trial.subject_form !== null && (
        <p className="mt-1 text-sm">
          <OutsideText text={trial.subject_form} />
        </p>
      )}
      <div className="mt-2">
        <LinkButton size="small" href={`/mappings/${encodeURIComponent(trial.mapping_id)}`}>
          Open this mapping
        </LinkButton>
      </div>
    </Disclosure>
  );
}
