/**
 * Tries a token, or claims, by hand: what would happen, and why. The server verifies and judges as for an exchange and
 * leaves nothing behind; the page keeps what was pasted no longer than it is open, and puts it into no address.
 */

import type { Explanation } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { client } from "../../../api/client.ts";
import { Rights } from "../../../explaining/rights.tsx";
import { Rules } from "../../../explaining/rules.tsx";
import { Problem } from "../../../shell/problem.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Card } from "../../../ui/card.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { Section } from "../entry/section.tsx";
import { Trials } from "../entry/trials.tsx";
import { VerdictHead } from "../entry/verdict-head.tsx";
import { trialVerdict } from "../model/verdict-sentence.ts";
import type { TrialQuestion } from "./question.ts";
import { QuestionForm } from "./question-form.tsx";

export default function ExplainPage() {
  const asking = useMutation({
    mutationFn: (body: TrialQuestion) => client.request("POST", "/api/v1/explain", { body }),
  });
  const [asked, setAsked] = useState(0);
  const ask = (question: TrialQuestion) => {
    setAsked(asked + 1);
    asking.mutate(question);
  };
  return (
    <>
      <PageHeader
        title="Explain a token"
        description="Paste an ID token, or its claims, and see what would happen to it and why. Nothing is used up, and nothing is kept."
        trail={[{ label: "Exchange log", href: "/log" }]}
        actions={
          <LinkButton href="/log" icon={<ArrowLeft aria-hidden className="size-4" />}>
            Back to the log
          </LinkButton>
        }
      />
      <div className="grid gap-6 xl:grid-cols-2 xl:items-start">
        <Card title="What is tried">
          <QuestionForm busy={asking.isPending} onAsk={ask} />
        </Card>
        <div role="status" className="min-w-0">
          {asking.isError && <Problem error={asking.error} title="It could not be explained" />}
          {asking.data !== undefined && <Explained key={asked} explanation={asking.data} />}
        </div>
      </div>
    </>
  );
}

function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { hint, caller_sentence: told, grant, remarks, rules } = explanation;
  return (
    <Card title="What would happen">
      <div className="space-y-5">
        <VerdictHead accepted={explanation.verdict === "accepted"} sentence={trialVerdict(explanation)} />
        {explanation.about === "claims" && (
          <Callout severity="notice" title="Claims only">
            No signature was checked: anybody can write claims. A signed token that carries them would end so.
          </Callout>
        )}
        {explanation.would_be_replayed === true && (
          <Callout severity="warning" title="Used before">
            This very token was exchanged before, and the provider takes each only once: it would be refused.
          </Callout>
        )}
        {hint !== null && (
          <Callout severity="notice" title="What is wrong, and what to do next">
            <OutsideText text={hint} />
          </Callout>
        )}
        {told !== null && (
          <div>
            <h3 className="text-sm text-ink-muted">What the caller would be told</h3>
            <p>
              <OutsideText text={told} />
            </p>
          </div>
        )}
        {remarks.map((remark) => (
          <p key={remark}>
            <OutsideText text={remark} />
          </p>
        ))}
        {grant !== null && (
          <Section title="What would be granted">
            <Rights grant={grant} />
          </Section>
        )}
        <Section title="Which mappings came near">
          <Trials explanation={explanation} />
        </Section>
        {rules.length > 0 && (
          <Section title="Rule by rule">
            <Rules rules={rules} />
          </Section>
        )}
      </div>
    </Card>
  );
}
