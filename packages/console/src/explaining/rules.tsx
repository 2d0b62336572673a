/** Of a mapping with many rules, as logins have: each rule, its clauses, and what it gives. */

import type { Explanation } from "@countersign/client";
import { Badge } from "../ui/badge.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { OutsideText } from "../ui/outside-text.tsx";
import { ClauseTable } from "./clause-table.tsx";
import { clauseRow } from "./clauses.ts";
import { giftInWords } from "./rule-gift.ts";

type Rule = Explanation["rules"][number];

export function Rules({ rules }: { readonly rules: readonly Rule[] }) {
  return (
    <div className="space-y-1">
      {rules.map((rule) => (
        <RuleView key={rule.number} rule={rule} />
      ))}
    </div>
  );
}

function RuleView({ rule: { number, matched, clauses, gives, remarks } }: { readonly rule: Rule }) {
  return (
    <Disclosure
      open={matched}
      summary={
        <span className="flex flex-wrap items-center gap-2">
          Rule {number}
          <Badge tone={matched ? "good" : "neutral"}>{matched ? "matches" : "does not match"}</Badge>
        </span>
      }
    >
      <ClauseTable label={`Clauses of rule ${number}`} clauses={clauses.map(clauseRow)} />
      {gives !== null && (
        <dl className="mt-2 space-y-0.5 text-sm">
          {giftInWords(gives).map(({ label, value }) => (
            <div key={label} className="flex gap-2">
              <dt className="shrink-0 text-ink-muted">{label}</dt>
              <dd className="min-w-0">
                <OutsideText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {remarks.map((remark) => (
        <p key={remark} className="mt-1 text-sm">
          <OutsideText text={remark} />
        </p>
      ))}
    </Disclosure>
  );
}
