/** How a drafted mapping fares: whether it would decide, every clause, and what would be granted. */

import type { Explanation } from "@countersign/client";
import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from "lucide-react";
import { ClauseTable } from "../../explaining/clause-table.tsx";
import { clauseRow } from "../../explaining/clauses.ts";
import { Rights } from "../../explaining/rights.tsx";
import { Rules } from "../../explaining/rules.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Callout } from "../../ui/callout.tsx";
import { OutsideText } from "../../ui/outside-text.tsx";

/** Reasons that lie with the issuer, and say nothing of the token. */
const unheard: ReadonlySet<string> = new Set(["issuer_unreachable", "issuer_response_invalid"]);

type Draft = NonNullable<Explanation["draft"]>;

export function TrialResult({ explanation }: { readonly explanation: Explanation }) {
  const { draft, about, verified, progress, reason, hint } = explanation;
  return (
    <div className="space-y-3" role="status">
      {about === "token" && !verified && (
        <Callout
          severity="critical"
          title={unheard.has(reason ?? "") ? "The token could not be verified" : "The token is not good"}
        >
          <OutsideText text={hint ?? ""} />
        </Callout>
      )}
      {about === "token" && verified && progress === "signature_valid" && (
        <Callout severity="critical" title="The token's claims do not pass">
          <OutsideText text={hint ?? ""} />
        </Callout>
      )}
      {draft !== null && <DraftVerdict draft={draft} />}
    </div>
  );
}

function DraftVerdict({ draft }: { readonly draft: Draft }) {
  const { rules, grant, sentence } = draft;
  const [only, ...others] = rules;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <VerdictBadge draft={draft} />
        <span className="font-medium">
          <OutsideText text={sentence} />
        </span>
      </p>
      {only !== undefined && others.length === 0 ? (
        <ClauseTable label="Clauses of the draft" clauses={only.clauses.map(clauseRow)} />
      ) : (
        <Rules rules={rules} />
      )}
      {grant !== null && (
        <div className="border-line border-t pt-3">
          <p className="mb-1.5 font-medium">
            {draft.wins ? "The token it earns" : "The token it would earn"}
          </p>
          <Rights grant={grant} />
        </div>
      )}
    </>
  );
}

function VerdictBadge({ draft: { matched, wins, beaten_by: other, rules } }: { readonly draft: Draft }) {
  if (wins) {
    return (
      <Badge tone="good" icon={CircleCheck}>
        Decides
      </Badge>
    );
  }
  if (matched) {
    return (
      <Badge tone="warning" icon={TriangleAlert}>
        {other === null ? "Fits, but is not asked" : "Fits, but another decides"}
      </Badge>
    );
  }
  return rules.length === 0 ? (
    <Badge tone="neutral" icon={CircleHelp}>
      Not tried
    </Badge>
  ) : (
    <Badge tone="critical" icon={CircleX}>
      Does not fit
    </Badge>
  );
}
