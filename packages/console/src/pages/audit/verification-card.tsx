/** Verifies the chain, and explains what was found. */

import type { AuditVerification } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { verifyAudit } from "../../api/audit.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";

export function VerificationCard() {
  const [kept, setKept] = useState("");
  const running = useRef<AbortController | null>(null);
  const verification = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      return verifyAudit(kept, running.current.signal);
    },
  });
  // Whoever goes to another page waits for it no longer, and the server ends it.
  useEffect(() => () => running.current?.abort(), []);
  const wasStopped = verification.error instanceof DOMException && verification.error.name === "AbortError";
  return (
    <Card
      title="Verify"
      description="The server recomputes every link from its records and holds it against checkpoints, beside whatever else it does."
    >
      <div className="space-y-4">
        <Disclosure summary="With checkpoints that were kept elsewhere">
          <Field
            label="Kept checkpoints"
            help="Any text that holds them, such as lines of the server's log. Only they speak against somebody who can write the database."
          >
            {(control) => (
              <TextArea
                {...control}
                code
                rows={4}
                value={kept}
                onChange={(event) => setKept(event.target.value)}
              />
            )}
          </Field>
        </Disclosure>
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            icon={<ShieldCheck aria-hidden className="size-4" />}
            busy={verification.isPending}
            onClick={() => verification.mutate()}
          >
            {verification.isPending ? "Verifying…" : "Verify now"}
          </Button>
          {verification.isPending && <Button onClick={() => running.current?.abort()}>Stop</Button>}
        </div>
        {verification.isError &&
          (wasStopped ? (
            <p role="status">The verification was stopped.</p>
          ) : (
            <Problem error={verification.error} title="Nothing was verified" />
          ))}
        {verification.isSuccess && <Result found={verification.data} />}
      </div>
    </Card>
  );
}

function Result({ found }: { readonly found: AuditVerification }) {
  const { holds, verdict, problems, verified, remarks } = found;
  const severity = holds ? "good" : problems.length > 0 ? "critical" : "warning";
  return (
    <div className="space-y-3">
      <Callout severity={severity} title={verdict} announce="politely">
        {problems.length > 0 && (
          <ul className="list-disc pl-5">
            {problems.map(({ sentence }) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {verified.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Callout>
      {!holds && problems.length > 0 && (
        <p>
          What stands before the place that is named still holds. Keep the database as it is, make an export,
          and compare it with a backup from before.
        </p>
      )}
      {remarks.length > 0 && (
        <Callout severity="notice" title="What this does not say">
          <ul className="list-disc pl-5">
            {remarks.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Callout>
      )}
    </div>
  );
}
