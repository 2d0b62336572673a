/** Writes one mapping: the workbench, what was handed over with the draft, and saving, deleting and leaving. */

import type { Mapping, Preset, Provider } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { Save, Trash2 } from "lucide-react";
import { useReducer, useState } from "react";
import { useLocation } from "wouter";
import type { Handover } from "../../api/handover.ts";
import { isStale } from "../../api/problems.ts";
import type { JsonObject } from "../../drafting/json/json-value.ts";
import { withoutServerMembers } from "../../drafting/mapping/mapping-document.ts";
import { isChanged, isReadable, mappingState, reduceMapping } from "../../drafting/mapping/mapping-state.ts";
import { examplesFor } from "../../drafting/trial/examples.ts";
import { firstOf, trialSource } from "../../drafting/trial/trial-source.ts";
import { UnsavedGuard } from "../../drafting/unsaved-guard.tsx";
import { MappingWorkbench } from "../../drafting/workbench/mapping-workbench.tsx";
import { Problem } from "../../shell/problem.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { OutsideText } from "../../ui/outside-text.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.ts";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { DeleteMappingDialog } from "./delete-mapping-dialog.tsx";
import { type Standing, saveMapping } from "./save-mapping.ts";

interface MappingEditorProps {
  /** Null: it is new. */
  readonly saved: Mapping | null;
  /** What the form begins with. */
  readonly start: JsonObject;
  readonly handed: Handover | undefined;
  readonly provider: Provider;
  readonly preset: Preset | undefined;
}

export function MappingEditor({ saved, start, handed, provider, preset }: MappingEditorProps) {
  const [, navigate] = useLocation();
  const [state, dispatch] = useReducer(reduceMapping, start, mappingState);
  const examples = examplesFor(preset, provider);
  const [trial, setTrial] = useState(() => trialSource(firstOf(examples), handed?.requestId));
  const [standing, setStanding] = useState<Standing | null>(saved);
  const [baseline, setBaseline] = useState(saved === null ? start : withoutServerMembers(saved));
  const [deleting, setDeleting] = useState(false);
  const providerPath = `/integrations/${encodeURIComponent(provider.name)}`;
  const save = useMutation({
    mutationFn: (from: Standing | null) => saveMapping(state.document, from),
    onSuccess: (mapping) => {
      setStanding(mapping);
      setBaseline(state.document);
      toast(`The mapping ${mapping.name} is saved.`);
      if (saved === null) navigate(providerPath);
    },
  });
  const isNew = standing === null;
  const changed = isChanged(state, baseline) || (handed !== undefined && isNew);
  const keptElsewhere = saved?.kept_for;
  return (
    <>
      <PageHeader
        title={saved === null ? "New identity mapping" : saved.name}
        description={saved === null ? `Which jobs of ${provider.name} get which token.` : saved.description}
        trail={[
          { label: "Manage Integrations", href: "/integrations" },
          { label: provider.name, href: providerPath },
        ]}
        actions={
          <>
            {saved !== null && keptElsewhere === undefined && (
              <Button icon={<Trash2 aria-hidden className="size-4" />} onClick={() => setDeleting(true)}>
                Delete
              </Button>
            )}
            <LinkButton href={providerPath}>Cancel</LinkButton>
            <Button
              look="primary"
              icon={<Save aria-hidden className="size-4" />}
              busy={save.isPending}
              disabled={!isReadable(state) || keptElsewhere !== undefined || (!isNew && !changed)}
              onClick={() => save.mutate(standing)}
            >
              Save
            </Button>
          </>
        }
      />
      <div className="space-y-5">
        {keptElsewhere !== undefined && (
          <Callout severity="notice" title="This mapping is kept elsewhere">
            It is made and changed with the identity provider {keptElsewhere.identity_provider}, at{" "}
            {keptElsewhere.href}. Here it can be read and tried.
          </Callout>
        )}
        {handed !== undefined && <HandedOver handed={handed} />}
        {save.isError && !isStale(save.error) && (
          <Problem error={save.error} title="The mapping was not saved" />
        )}
        <MappingWorkbench
          state={state}
          dispatch={dispatch}
          isNew={isNew}
          isSaved={!isNew && !changed}
          provider={provider.name}
          preset={preset}
          examples={examples}
          trial={trial}
          onTrial={setTrial}
        />
      </div>
      <UnsavedGuard changed={changed} />
      {save.isError && isStale(save.error) && standing !== null && (
        <ConflictDialog
          id={standing.id}
          onClose={() => save.reset()}
          onTake={(theirs) => {
            save.reset();
            setStanding(theirs);
            setBaseline(withoutServerMembers(theirs));
            dispatch({ kind: "loaded", document: withoutServerMembers(theirs) });
          }}
          onOverwrite={(theirs) => save.mutate(theirs)}
        />
      )}
      {deleting && saved !== null && (
        <DeleteMappingDialog
          mapping={{ ...saved, revision: standing?.revision ?? saved.revision }}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate(providerPath)}
        />
      )}
    </>
  );
}

function HandedOver({ handed }: { readonly handed: Handover }) {
  const { notes = [], reasons = [], requestId } = handed;
  return (
    <Callout severity="notice" title="A draft to look at">
      <p>
        {requestId === undefined
          ? "It was drafted for you."
          : `It was drafted from the exchange ${requestId}, which it is tried with.`}{" "}
        {handed.mappingId === undefined && "It grants nothing until you choose what. "}
        Nothing is saved until you say so.
      </p>
      {notes.map((note) => (
        <p key={note} className="mt-1">
          <OutsideText text={note} />
        </p>
      ))}
      {reasons.length > 0 && (
        <Disclosure open summary="Why it demands these claims">
          <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
            {reasons.map(({ claim, why }) => (
              <div key={claim} className="contents">
                <dt className="font-mono text-sm leading-5.5">
                  <OutsideText text={claim} />
                </dt>
                <dd className="max-sm:mb-1.5">
                  <OutsideText text={why} />
                </dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      )}
    </Callout>
  );
}
