/**
 * What the server says of a draft while it is written: what it would refuse, what is risky in it with each repair as a
 * button, and what would win over what.
 */

import type { Judgement } from "@countersign/client";
import { CircleCheck, Undo2, Wrench } from "lucide-react";
import { Link } from "wouter";
import { Problem } from "../../shell/problem.tsx";
import { FindingBadge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { asJson, type JsonValue } from "../json/json-value.ts";

interface FindingsPanelProps {
  /** Whose document is being written; findings of the other are shown without repairs. */
  readonly of: "provider" | "mapping";
  readonly judgement: Judgement | undefined;
  readonly error: unknown;
  readonly onRepair: (patch: JsonValue) => void;
  /** Absent: there is no repair to take back. */
  readonly onUndo: (() => void) | undefined;
  /** What is still to be filled in; while there is something, a refusal would only say what everybody sees. */
  readonly missing: readonly string[];
}

export function FindingsPanel({ of, judgement, error, onRepair, onUndo, missing }: FindingsPanelProps) {
  if (judgement === undefined) {
    return error === null ? (
      <p className="text-ink-muted">The server is asked…</p>
    ) : (
      <Problem error={error} title="The draft cannot be judged" />
    );
  }
  const { refusal, findings, shadows, shadowed_by: shadowedBy } = judgement;
  const shown = findings.filter((finding) => finding.of === of);
  return (
    <div className="space-y-3">
      {missing.length > 0 && <p className="text-ink-muted">Still to be filled in: {missing.join(", ")}.</p>}
      {refusal !== null && missing.length === 0 && <Refusal refusal={refusal} of={of} />}
      {shown.length === 0 && refusal === null && missing.length === 0 && (
        <p className="flex items-center gap-2 text-good">
          <CircleCheck aria-hidden className="size-4.5" />
          Nothing risky is found.
        </p>
      )}
      <ul className="space-y-3">
        {shown.map((finding) => (
          <li key={`${finding.code} ${finding.field}`} className="space-y-1">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <FindingBadge severity={finding.severity} />
              <span className="font-medium">{finding.message}</span>
            </p>
            <p className="text-ink-muted text-sm">{finding.advice}</p>
            <div className="flex flex-wrap gap-2">
              {finding.repairs.map((repair) => (
                <Button
                  key={repair.title}
                  size="small"
                  className="h-auto! min-h-7 whitespace-normal! py-1 text-left"
                  icon={<Wrench aria-hidden className="size-3.5" />}
                  onClick={() => onRepair(asJson(repair.patch))}
                >
                  {repair.title}
                </Button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {onUndo !== undefined && (
        <Button size="small" icon={<Undo2 aria-hidden className="size-3.5" />} onClick={onUndo}>
          Undo the last repair
        </Button>
      )}
      <Shadows title="Beside it these would never win:" shadows={shadows} />
      <Shadows title="It would never win beside these:" shadows={shadowedBy} />
    </div>
  );
}

interface RefusalProps {
  readonly refusal: NonNullable<Judgement["refusal"]>;
  readonly of: "provider" | "mapping";
}

function Refusal({ refusal, of }: RefusalProps) {
  const own = refusal.errors.filter(({ pointer }) => pointer.startsWith(`/${of}`));
  return (
    <Callout severity="critical" title="It cannot be saved like this">
      {own.length === 0 ? (
        <p>{refusal.detail}</p>
      ) : (
        <ul className={own.length > 1 ? "list-disc pl-5" : undefined}>
          {own.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>{detail}</li>
          ))}
        </ul>
      )}
    </Callout>
  );
}

interface ShadowsProps {
  readonly title: string;
  readonly shadows: Judgement["shadows"];
}

function Shadows({ title, shadows }: ShadowsProps) {
  if (shadows.length === 0) return null;
  return (
    <div className="border-line border-t pt-2">
      <p className="font-medium">{title}</p>
      <ul className="space-y-1">
        {shadows.map(({ mapping_id: id, mapping, sentence }) => (
          <li key={id} className="text-sm">
            <Link href={`/mappings/${id}`} className="text-accent-strong underline underline-offset-2">
              {mapping}
            </Link>
            <span className="text-ink-muted"> {sentence}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
