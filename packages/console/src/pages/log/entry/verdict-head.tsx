/** The first thing one reads: how it ended, in one sentence. */

import { OutcomeBadge } from "../../../ui/badge.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";

interface VerdictHeadProps {
  readonly accepted: boolean;
  readonly sentence: string;
  readonly children?: React.ReactNode;
}

export function VerdictHead({ accepted, sentence, children }: VerdictHeadProps) {
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-muted text-sm">
        <OutcomeBadge outcome={accepted ? "accepted" : "refused"} />
        {children}
      </div>
      <p className="mt-2 text-base font-medium">
        <OutsideText text={sentence} />
      </p>
    </div>
  );
}
