/** Who would gain, lose or change access: recorded exchanges judged by today's rules with and without the change. */

import { useMutation } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { client } from "../../api/client.ts";
import type { TypedDrafts } from "../../api/judging.ts";
import { Problem } from "../../shell/problem.tsx";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { asJson, sameJson } from "../json/json-value.ts";
import { type Period, periods, type WhatIf, whatIfQuestion } from "./what-if-question.ts";

interface WhatIfPanelProps {
  readonly drafts: TypedDrafts;
}

export function WhatIfPanel({ drafts }: WhatIfPanelProps) {
  const [period, setPeriod] = useState<Period>("week");
  const replay = useMutation({
    mutationFn: async (asked: TypedDrafts) => ({
      asked,
      answer: await client.request("POST", "/api/v1/what-if", { body: whatIfQuestion(asked, period) }),
    }),
  });
  const isOld = replay.data !== undefined && !sameJson(asJson(replay.data.asked), asJson(drafts));
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Exchanges of">
          {(control) => (
            <Select
              {...control}
              className="w-48"
              value={period}
              choices={periods.map(({ id, label }) => ({ value: id, label }))}
              onChange={setPeriod}
            />
          )}
        </Field>
        <Button
          icon={<Users aria-hidden className="size-4" />}
          busy={replay.isPending}
          onClick={() => replay.mutate(drafts)}
        >
          Judge them with this change
        </Button>
      </div>
      {replay.isError && <Problem error={replay.error} title="The exchanges were not judged" />}
      {isOld && (
        <Callout severity="notice" title="The draft has changed since" announce="politely">
          Judge them again to see what the change does now.
        </Callout>
      )}
      <div role="status">{replay.data !== undefined && <Answer answer={replay.data.answer} />}</div>
    </div>
  );
}

const kinds = {
  gained: { word: "gain access", tone: "warning" },
  lost: { word: "lose access", tone: "critical" },
  changed: { word: "get another token", tone: "notice" },
} as const satisfies Readonly<Record<string, { readonly word: string; readonly tone: Tone }>>;

function Answer({ answer }: { readonly answer: WhatIf }) {
  const { replayed, same, not_replayable: unknown, groups, complete, notes } = answer;
  return (
    <div className="space-y-3">
      <p>
        {replayed === 0
          ? "No recorded exchange of this time can be judged."
          : `Of ${replayed.toLocaleString()} ${replayed === 1 ? "exchange" : "exchanges"}, ${same.toLocaleString()} would end as before.`}
        {unknown > 0 &&
          ` ${unknown.toLocaleString()} cannot be judged: they were refused before any claims were verified, or their claims are erased.`}
        {!complete && " There are older ones that were not looked at."}
      </p>
      <ul className="flex flex-wrap gap-2">
        {(["gained", "lost", "changed"] as const).map((kind) => (
          <li key={kind}>
            <Badge tone={answer[kind] === 0 ? "neutral" : kinds[kind].tone}>
              {answer[kind].toLocaleString()} would {kinds[kind].word}
            </Badge>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className="text-ink-muted text-sm">
          {note}
        </p>
      ))}
      <ul className="divide-y divide-line">
        {groups.map((group) => (
          <li key={`${group.kind} ${group.latest.request_id}`} className="space-y-0.5 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Badge tone={kinds[group.kind].tone}>{group.kind}</Badge>
              <span className="font-mono text-sm">{group.subject}</span>
              <span className="text-ink-muted text-sm">× {group.count.toLocaleString()}</span>
            </p>
            <p>{group.sentence}</p>
            <p className="text-ink-muted text-sm">
              Last at <LocalTime at={group.latest.at} />,{" "}
              <Link
                href={`/log/${group.latest.request_id}`}
                className="text-accent-strong underline underline-offset-2"
              >
                see the exchange
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
