/** Judges what stands in a configuration, at `terraform validate` and before each plan. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Attributes } from "../engine/schema.ts";
import { validate } from "../engine/validate.ts";
import type { Values } from "../engine/values.ts";
import { decodeValues } from "../protocol/dynamic-value.ts";
import type { DiagnosticMessage, DynamicValue } from "../protocol/messages.ts";
import { diagnosticMessages } from "./diagnostic-messages.ts";

interface Judged {
  readonly attributes: Attributes;
  readonly check?: (configuration: Values) => readonly Diagnostic[];
}

export function validateMessage(described: Judged, config: DynamicValue): readonly DiagnosticMessage[] {
  const decoded = decodeValues(described.attributes, config);
  if (!decoded.ok) return diagnosticMessages(described.attributes, decoded.problems);
  return diagnosticMessages(described.attributes, judge(described, decoded.value ?? {}));
}

/** Rules over several values are asked also where one value is wrong: a person mends both at once. */
function judge({ attributes, check }: Judged, configuration: Values): readonly Diagnostic[] {
  return [...validate(attributes, configuration, "validate"), ...(check?.(configuration) ?? [])];
}
