/** How a drafted mapping fares: whether it would decide, every clause, and what would be granted. */

import type { Explanation } from "@countersign/client";
import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";
import { Callout } from "../../ui/callout.tsx";

type Draft = NonNullable<Explanation["draft"]>;

export function TrialResult({ explanation }: { readonly explanation: Explanation }) {
  const { draft, about, verified, progress, hint } = explanation;
  return (
    <div className="space-y-3" role="status">
      {about === "token" && !verified && (
        <Callout severity="critical" title="The token is not good">
          {hint}
        </Callout>
      )}
      {about === "token" && verified && progress === "signature_valid" && (
        <Callout severity="critical" title="The token's claims do not pass">
          {hint}
        </Callout>
      )}
      {draft !== null && <DraftVerdict draft={draft} />}
    </div>
  );
}

function DraftVerdict({ draft }: { readonly draft: Draft }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      <VerdictBadge draft={draft} />
      <span className="font-medium">{draft.sentence}</span>
    </p>
  );
}

function VerdictBadge({ draft: { matched, wins } }: { readonly draft: Draft }) {
  if (wins) {
    return (
      <Badge tone="good" icon={CircleCheck}>
        Decides
      </Badge>
    );
  }
  return matched ? (
    <Badge tone="warning" icon={TriangleAlert}>
      Fits, but another decides
    </Badge>
  ) : (
    <Badge tone="critical" icon={CircleX}>
      Does not fit
    </Badge>
  );
}
