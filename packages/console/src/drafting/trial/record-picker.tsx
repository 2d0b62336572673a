/** Chooses one of the latest recorded exchanges of a provider to try a draft with. */

import { useQuery } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { localTime } from "../../ui/times.ts";

interface RecordPickerProps {
  readonly provider: string;
  readonly requestId: string;
  readonly onChange: (requestId: string) => void;
}

const latest = 50;

export function RecordPicker({ provider, requestId, onChange }: RecordPickerProps) {
  const records = useQuery({
    queryKey: ["exchanges", "latest", provider],
    queryFn: () => client.request("GET", "/api/v1/exchanges", { query: { provider, limit: latest } }),
  });
  const items = (records.data?.items ?? []).filter(({ details }) => details?.claims != null);
  const isListed = items.some((record) => record.request_id === requestId);
  return (
    <div className="space-y-3">
      <Field
        label="Recorded exchange"
        help={
          records.isSuccess && items.length === 0
            ? "No exchange with this provider has been recorded with its claims yet."
            : `The latest ${latest} of this provider.`
        }
      >
        {(control) => (
          <Select
            {...control}
            value={isListed ? requestId : ""}
            choices={[
              { value: "", label: requestId === "" || isListed ? "Choose one" : "The one below" },
              ...items.map((record) => ({
                value: record.request_id,
                label: `${record.outcome === "issued" ? "Accepted" : "Refused"} · ${localTime(new Date(record.at))} · ${record.subject ?? "no subject"}`,
              })),
            ]}
            onChange={onChange}
          />
        )}
      </Field>
      <Field label="Reference id" help="It ends every refusal that a job is told.">
        {(control) => (
          <TextInput
            {...control}
            className="font-mono text-sm"
            value={requestId}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value.trim())}
          />
        )}
      </Field>
    </div>
  );
}
