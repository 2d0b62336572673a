/** A record is judged by the rules of its moment; this says whether today's would say otherwise. */

import type { Explanation } from "@countersign/client";
import { Problem } from "../../../shell/problem.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { rulesSince } from "../model/verdict-sentence.ts";
import { useExplanationToday } from "./queries.ts";

interface RulesOfTodayProps {
  readonly requestId: string;
  /** By the rules of its moment. */
  readonly then: Explanation;
}

export function RulesOfToday({ requestId, then }: RulesOfTodayProps) {
  const { data: now, error, refetch } = useExplanationToday(requestId);
  if (error !== null) {
    return <Problem error={error} title="Today's rules could not be asked" onRetry={() => void refetch()} />;
  }
  if (now === undefined) return <Skeleton lines={1} />;
  const { differs, sentence } = rulesSince(then, now);
  return (
    <>
      <p className="text-ink-muted">
        Everything above is judged by the rules of its moment, revision {then.revision.toLocaleString()}.
      </p>
      {differs ? (
        <Callout severity="warning" title="It would end otherwise today">
          <OutsideText text={sentence} />
        </Callout>
      ) : (
        <p>{sentence}</p>
      )}
    </>
  );
}
