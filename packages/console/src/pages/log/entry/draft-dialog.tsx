/**
 * From a refusal to the narrowest sensible mapping: what the server suggests, why each claim is demanded and others are
 * not, and what would be amended instead. The draft is handed to the editor; nothing is saved here.
 */

import type { Suggestion } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { PenLine, Wand } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { client } from "../../../api/client.ts";
import { handOver } from "../../../api/handover.ts";
import { Problem } from "../../../shell/problem.tsx";
import { FindingBadge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { FoldedText, OutsideText } from "../../../ui/outside-text.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { demandedOf } from "../model/demanded.ts";
import { Section } from "./section.tsx";

interface DraftButtonProps {
  readonly requestId: string;
}

export function DraftButton({ requestId }: DraftButtonProps) {
  const [open, setOpen] = useState(false);
  const suggesting = useMutation({
    mutationFn: () => client.request("POST", "/api/v1/suggest", { body: { request_id: requestId } }),
  });
  const begin = () => {
    setOpen(true);
    suggesting.mutate();
  };
  return (
    <>
      <Button look="primary" icon={<Wand aria-hidden className="size-4" />} onClick={begin}>
        Draft a mapping from this
      </Button>
      <Dialog open={open} size="large" title="Draft a mapping" onClose={() => setOpen(false)}>
        {suggesting.isError && (
          <Problem error={suggesting.error} title="No mapping could be drafted" onRetry={begin} />
        )}
        {suggesting.isPending && <Skeleton lines={6} />}
        {suggesting.data !== undefined && <Suggested suggestion={suggesting.data} requestId={requestId} />}
      </Dialog>
    </>
  );
}

interface SuggestedProps {
  readonly suggestion: Suggestion;
  readonly requestId: string;
}

function Suggested({ suggestion, requestId }: SuggestedProps) {
  const [, navigate] = useLocation();
  const { mapping, amendments, notes, reasons } = suggestion;
  const provider = encodeURIComponent(mapping.provider);
  const toNew = () => {
    handOver({ draft: mapping, requestId, notes, reasons });
    navigate(`/integrations/${provider}/mappings/new`);
  };
  const toExisting = ({
    mapping_id: mappingId,
    mapping: draft,
    sentence,
  }: Suggestion["amendments"][number]) => {
    handOver({ draft, mappingId, requestId, notes: [sentence] });
    navigate(`/mappings/${encodeURIComponent(mappingId)}`);
  };
  return (
    <div className="space-y-4 pb-4">
      <p>
        {amendments.length === 0
          ? "The narrowest mapping that accepts these claims. It grants nothing until you choose what."
          : "Two ways: a mapping of its own, or one that nearly fits and is amended."}
      </p>
      <NewMapping suggestion={suggestion} onChoose={toNew} />
      {amendments.map((amendment) => (
        <Section key={amendment.mapping_id} title={`Or amend ${amendment.mapping.name}`}>
          <p>
            <OutsideText text={amendment.sentence} />
          </p>
          <Button
            className="mt-2"
            icon={<PenLine aria-hidden className="size-4" />}
            onClick={() => toExisting(amendment)}
          >
            Amend this mapping in the editor
          </Button>
        </Section>
      ))}
    </div>
  );
}

function NewMapping({
  suggestion,
  onChoose,
}: {
  readonly suggestion: Suggestion;
  readonly onChoose: () => void;
}) {
  const { mapping, reasons, left_out: leftOut, notes, findings } = suggestion;
  return (
    <Section title={`A new mapping, ${mapping.name}`}>
      <Reasons reasons={reasons} mapping={mapping} />
      {notes.map((note) => (
        <p key={note} className="mt-2">
          <OutsideText text={note} />
        </p>
      ))}
      {findings.map((finding) => (
        <p key={`${finding.code} ${finding.field}`} className="mt-2 flex items-start gap-2">
          <FindingBadge severity={finding.severity} />
          <OutsideText text={`${finding.message} ${finding.advice}`} />
        </p>
      ))}
      {leftOut.length > 0 && (
        <Disclosure summary={`${leftOut.length} claims it does not demand, and why`}>
          <Reasons reasons={leftOut} />
        </Disclosure>
      )}
      <Button
        look="primary"
        className="mt-3"
        icon={<PenLine aria-hidden className="size-4" />}
        onClick={onChoose}
      >
        Open it in the editor
      </Button>
    </Section>
  );
}

interface ReasonsProps {
  readonly reasons: Suggestion["reasons"];
  /** Absent: these claims are not demanded. */
  readonly mapping?: Suggestion["mapping"];
}

function Reasons({ reasons, mapping }: ReasonsProps) {
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      {reasons.map(({ claim, why }) => {
        const demanded = mapping === undefined ? null : demandedOf(mapping, claim);
        return (
          <div key={claim} className="contents">
            <dt className="min-w-0 font-mono text-sm leading-5.5">
              <OutsideText text={claim} />
              {demanded !== null && (
                <span className="block text-ink-muted">
                  <FoldedText text={demanded} />
                </span>
              )}
            </dt>
            <dd className="min-w-0 max-sm:mb-1.5">
              <OutsideText text={why} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
