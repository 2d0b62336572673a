/** A copy of the chain as a file, to be kept or verified elsewhere. */

import { Download } from "lucide-react";
import { useState } from "react";
import { type ExportWish, exportAddress } from "../../api/audit.ts";
import { Card } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Code } from "../../ui/code.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";

export function ExportCard() {
  const [wish, setWish] = useState<ExportWish>({ since: "", until: "", details: false });
  return (
    <Card
      title="Export"
      description="The whole chain as of this moment, as JSON lines; outside the times, links without their records."
    >
      <div className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Records from" help="Empty: from the beginning.">
            {(control) => (
              <TextInput
                {...control}
                type="datetime-local"
                value={wish.since}
                onChange={(event) => setWish({ ...wish, since: event.target.value })}
              />
            )}
          </Field>
          <Field label="Records before" help="Empty: up to now.">
            {(control) => (
              <TextInput
                {...control}
                type="datetime-local"
                value={wish.until}
                onChange={(event) => setWish({ ...wish, until: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Checkbox
          label="With claims, grants and requests"
          help="Unless they were erased. They may name people: keep the file accordingly."
          checked={wish.details}
          onChange={(details) => setWish({ ...wish, details })}
        />
        <p>
          <a
            href={exportAddress(wish)}
            download
            className="inline-flex h-9 items-center gap-2 rounded-md border border-line-strong bg-surface px-3.5 font-medium hover:bg-sunken"
          >
            <Download aria-hidden className="size-4" />
            Download the export
          </a>
        </p>
        <p className="text-sm text-ink-muted">
          Keep it where nobody can write who can write the database, with a checkpoint beside it. To verify it
          anywhere: <Code>countersign audit verify FILE --checkpoints KEPT</Code>
        </p>
      </div>
    </Card>
  );
}
