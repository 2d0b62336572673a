/** Findings as Terraform reads them, each at the attribute it is about. */

import type { Diagnostic } from "../engine/diagnostics.ts";
import { type Attributes, type NestedType, nestingOf, type PlainType } from "../engine/schema.ts";
import type { Path } from "../engine/values.ts";
import {
  type AttributePath,
  type AttributeStep,
  type DiagnosticMessage,
  severities,
} from "../protocol/messages.ts";

export function diagnosticMessages(
  attributes: Attributes,
  diagnostics: readonly Diagnostic[],
): readonly DiagnosticMessage[] {
  return diagnostics.map(({ severity, summary, detail, at = [] }) => {
    const attribute = shownPath(attributes, at);
    const message = {
      severity: severities[severity],
      summary: forTerminals(summary),
      detail: forTerminals(detail),
    };
    return attribute.steps.length === 0 ? message : { ...message, attribute };
  });
}

/**
 * Terraform looks for the line of an attribute, and for that of one element within it; of a path that goes on it would
 * show the first line of the whole block. It takes what an object has for its elements, too.
 */
function shownPath(attributes: Attributes, at: Path): AttributePath {
  const { steps } = attributePath(attributes, at.slice(0, 2));
  const [outer, within] = steps;
  if (outer === undefined || within === undefined || !("attributeName" in within)) return { steps };
  return { steps: [outer, { elementKeyString: within.attributeName }] };
}

/**
 * Terraform prints a sentence as it is, and parts of it may come from whoever answered in the server's place: nothing in
 * it steers a terminal or turns the order of what is read, and half a surrogate pair would spoil the whole message.
 */
function forTerminals(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "\ufffd");
}

/** Terraform names an element of a set by its whole value; such a path ends at the set. */
export function attributePath(attributes: Attributes, at: Path): AttributePath {
  const steps: AttributeStep[] = [];
  let type: PlainType | NestedType | undefined = { object: attributes };
  for (const step of at) {
    if (type === undefined || isSet(type)) break;
    const members = namedMembers(type);
    steps.push(
      typeof step === "number"
        ? { elementKeyInt: step }
        : members === null
          ? { elementKeyString: step }
          : { attributeName: step },
    );
    type = members === null || typeof step === "number" ? elementType(type) : members[step]?.type;
  }
  return { steps };
}

function isSet(type: PlainType | NestedType): boolean {
  return typeof type !== "string" && ("set" in type || "setOf" in type);
}

function namedMembers(type: PlainType | NestedType): Attributes | null {
  const nesting = nestingOf(type);
  return nesting?.kind === "object" ? nesting.attributes : null;
}

function elementType(type: PlainType | NestedType): PlainType | NestedType | undefined {
  if (typeof type === "string") return undefined;
  if ("listOf" in type) return { object: type.listOf };
  if ("list" in type) return type.list;
  return "map" in type ? type.map : undefined;
}
