/** One exchange, from the sentence to the audit facts: how it ended and why, and what to do about it. */

import type { Exchange, Explanation } from "@countersign/client";
import { useSeesAll } from "../../../api/rights.ts";
import { nearestSentence } from "../../../explaining/clauses.ts";
import { Rights } from "../../../explaining/rights.tsx";
import { Rules } from "../../../explaining/rules.tsx";
import { Problem } from "../../../shell/problem.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";
import { LocalTime } from "../../../ui/relative-time.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { hiddenParts } from "../model/hidden-parts.ts";
import { wayOf } from "../model/log-row.ts";
import { verdictOf } from "../model/verdict-sentence.ts";
import { AuditFacts } from "./audit-facts.tsx";
import { ClaimsBlock } from "./claims-block.tsx";
import { DraftButton } from "./draft-dialog.tsx";
import { EntryFacts } from "./entry-facts.tsx";
import { useExchange, useExplanation } from "./queries.ts";
import { RulesOfToday } from "./rules-of-today.tsx";
import { Section } from "./section.tsx";
import { Trials } from "./trials.tsx";
import { VerdictHead } from "./verdict-head.tsx";

export function EntryView({ requestId }: { readonly requestId: string }) {
  const { data: exchange, error, refetch } = useExchange(requestId);
  if (error !== null) {
    return <Problem error={error} title="No such entry" onRetry={() => void refetch()} />;
  }
  if (exchange === undefined) return <Skeleton lines={8} />;
  return <Entry exchange={exchange} />;
}

function Entry({ exchange }: { readonly exchange: Exchange }) {
  const seesAll = useSeesAll();
  const { data: explanation, error } = useExplanation(exchange.request_id);
  const winner = explanation?.trials.find(({ matched }) => matched) ?? null;
  return (
    <div className="space-y-5">
      <VerdictHead accepted={exchange.outcome === "issued"} sentence={verdictOf(exchange)}>
        <LocalTime at={exchange.at} precise />
      </VerdictHead>
      {explanation?.reason === "no_matching_mapping" && explanation.nearest !== null && (
        <p className="-mt-3">
          <OutsideText text={nearestSentence(explanation.nearest)} />
        </p>
      )}
      {hiddenParts(exchange, explanation, seesAll).map((sentence) => (
        <Callout key={sentence} severity="notice" title="Not shown">
          {sentence}
        </Callout>
      ))}
      <WhatToDo exchange={exchange} explanation={explanation} mappingId={winner?.mapping_id ?? null} />
      {error !== null && <Problem error={error} title="It could not be explained" />}
      {explanation === undefined && error === null && <Skeleton lines={4} />}
      {/* Of a refusal one wants to know why, of the rest what was granted. */}
      {exchange.outcome === "refused" && explanation !== undefined && (
        <Judged exchange={exchange} explanation={explanation} />
      )}
      <Granted exchange={exchange} />
      <Section title="Facts">
        <EntryFacts exchange={exchange} mappingId={winner?.mapping_id ?? null} />
      </Section>
      {exchange.outcome === "issued" && explanation !== undefined && (
        <Judged exchange={exchange} explanation={explanation} />
      )}
      <Presented exchange={exchange} />
      <Section title="Audit">
        <AuditFacts exchange={exchange} />
      </Section>
    </div>
  );
}

interface WhatToDoProps {
  readonly exchange: Exchange;
  readonly explanation: Explanation | undefined;
  readonly mappingId: string | null;
}

function WhatToDo({ exchange, explanation, mappingId }: WhatToDoProps) {
  const told = explanation?.caller_sentence ?? null;
  const hint = exchange.hint ?? explanation?.hint ?? null;
  // A login's mapping is found by its protocol: a new one would not be asked.
  const draftable =
    exchange.outcome === "refused" && exchange.details?.claims != null && wayOf(exchange) === "exchange";
  return (
    <>
      {hint !== null && (
        <Callout severity="notice" title="What is wrong, and what to do next">
          <OutsideText text={hint} />
        </Callout>
      )}
      {told !== null && (
        <div>
          <h3 className="text-sm text-ink-muted">What the caller was told</h3>
          <p>
            <OutsideText text={told} />
          </p>
        </div>
      )}
      {(draftable || mappingId !== null) && (
        <div className="flex flex-wrap gap-2">
          {draftable && <DraftButton requestId={exchange.request_id} />}
          {mappingId !== null && (
            <LinkButton href={`/mappings/${encodeURIComponent(mappingId)}`}>Open the mapping</LinkButton>
          )}
        </div>
      )}
    </>
  );
}

function Granted({ exchange: { details, outcome } }: { readonly exchange: Exchange }) {
  if (outcome === "refused") return null;
  const grant = details?.grant ?? null;
  if (grant === null && details !== null) return null;
  return (
    <Section title="What was granted">
      {grant === null ? (
        <p className="text-ink-muted">
          It has been erased: details are kept for a shorter time than records.
        </p>
      ) : (
        <Rights grant={grant} />
      )}
    </Section>
  );
}

interface JudgedProps {
  readonly exchange: Exchange;
  readonly explanation: Explanation;
}

function Judged({ exchange, explanation }: JudgedProps) {
  const { remarks, rules } = explanation;
  return (
    <>
      <Section title={exchange.outcome === "issued" ? "Which mapping decided" : "Which mappings came near"}>
        {remarks.map((remark) => (
          <p key={remark} className="mb-2">
            <OutsideText text={remark} />
          </p>
        ))}
        {(explanation.trials.length > 0 || remarks.length === 0) && <Trials explanation={explanation} />}
      </Section>
      {rules.length > 0 && (
        <Section title="Rule by rule">
          <Rules rules={rules} />
        </Section>
      )}
      {exchange.details?.claims != null && (
        <Section title="By today's rules">
          <RulesOfToday requestId={exchange.request_id} then={explanation} />
        </Section>
      )}
    </>
  );
}

function Presented({ exchange: { details, progress } }: { readonly exchange: Exchange }) {
  const claims = details?.claims ?? null;
  return (
    <Section title="Claims presented">
      {details === null && (
        <p className="text-ink-muted">
          They have been erased: details are kept for a shorter time than records.
        </p>
      )}
      {details !== null && claims === null && (
        <p className="text-ink-muted">
          {progress === "unverified"
            ? "Nothing of them is recorded, since the signature did not hold: anybody could have written them."
            : "No ID token was presented."}
        </p>
      )}
      {claims !== null && <ClaimsBlock label="Claims" document={claims} />}
    </Section>
  );
}
