/** Why exchanges were refused, the most frequent reasons first, each leading to those in the log. */

import type { Stats } from "@countersign/client";
import { Link } from "wouter";
import { ShareList } from "../../charts/share-list.tsx";
import { reasonInWords } from "../../explaining/reason-words.ts";
import { Card } from "../../ui/card.tsx";
import { logAddress, type NamedSpan, reasonsOf } from "./spans.ts";

const mostReasons = 6;

export function ReasonsCard({ stats, span }: { readonly stats: Stats; readonly span: NamedSpan }) {
  const reasons = reasonsOf(stats).slice(0, mostReasons);
  return (
    <Card title="Why refused" description={span.words}>
      {reasons.length === 0 ? (
        <p className="text-ink-muted">Nothing was refused.</p>
      ) : (
        <ShareList
          label="Reasons of refusals"
          shares={reasons.map(({ reason, count }) => ({
            key: reason,
            count,
            name: (
              <Link href={logAddress({ reason }, span)} className="text-accent-strong hover:underline">
                {reasonInWords(reason)}
              </Link>
            ),
          }))}
        />
      )}
    </Card>
  );
}
