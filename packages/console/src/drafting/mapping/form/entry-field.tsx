/** Whom the mapping is for: jobs that exchange a token, or people who sign in to the console. It never serves both. */

import { useSeesAll } from "../../../api/rights.ts";
import { RadioGroup } from "../../../ui/radio-group.tsx";
import { entryOf, withEntry } from "../mapping-document.ts";
import type { MappingFormProps } from "./form-props.ts";
import { JsonOnly } from "./json-only.tsx";

export function EntryField({ state, dispatch, faultAt, disabled }: MappingFormProps) {
  const seesAll = useSeesAll();
  const entry = entryOf(state.document);
  // Who signs in here, administrators alone decide.
  if (entry === "exchange" && !seesAll) return null;
  if (entry !== "exchange" && entry !== "console") {
    return <JsonOnly title="For" value={state.document["entry"]} />;
  }
  return (
    <RadioGroup
      label="For"
      inline
      value={entry}
      choices={[
        { value: "exchange", label: "jobs that exchange a token", disabled },
        { value: "console", label: "people who sign in to this console", disabled },
      ]}
      error={faultAt("/entry")}
      onChange={(kind) => dispatch({ kind: "edited", document: withEntry(state.document, kind) })}
    />
  );
}
