/** A part of the document that the form has no fields for: shown as it is, to be edited in the JSON. */

import { CodeBlock } from "../../../ui/code.tsx";
import { type JsonValue, printJson } from "../../json/json-value.ts";

interface JsonOnlyProps {
  readonly title: string;
  readonly value: JsonValue | undefined;
}

export function JsonOnly({ title, value }: JsonOnlyProps) {
  return (
    <div className="space-y-1">
      <p className="font-medium">{title}</p>
      <p className="text-ink-muted text-sm">
        This says more than the form has fields for. It is kept as it is; edit it in the JSON.
      </p>
      <CodeBlock label={title} text={printJson(value ?? null)} />
    </div>
  );
}
