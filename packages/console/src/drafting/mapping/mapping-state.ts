/**
 * The mapping editor's state: one document, and the texts that stand beside it. Form and JSON are kept in step in
 * both directions through the document; a text that cannot be read leaves the document at the last good one and says
 * where it breaks off. Repairs can be undone.
 */

import { type JsonTextProblem, readJsonText } from "../json/json-text.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  printJson,
  sameJson,
  withMember,
} from "../json/json-value.ts";
import { applyMergePatch } from "../json/merge-patch.ts";
import { claimsOf, lifetimeOf, priorityText, withPriorityText } from "./mapping-document.ts";
import { minutesText, secondsFrom } from "./minutes.ts";

/** A field as typed, and why it cannot be taken; null: it is what the document says. */
export interface TypedField {
  readonly text: string;
  readonly problem: string | null;
}

export interface MappingState {
  /** The last good document: what is linted, tried and saved. */
  readonly document: JsonObject;
  /** The whole document as the JSON side shows it. */
  readonly text: string;
  readonly problem: JsonTextProblem | null;
  /** The claims as their field shows them. */
  readonly claimsText: string;
  readonly claimsProblem: JsonTextProblem | null;
  readonly priority: TypedField;
  readonly minutes: TypedField;
  /** What the document was before each repair, the latest last. */
  readonly undo: readonly JsonObject[];
}

export type MappingAction =
  | { readonly kind: "json_typed"; readonly text: string }
  | { readonly kind: "json_reverted" }
  | { readonly kind: "claims_typed"; readonly text: string }
  | { readonly kind: "priority_typed"; readonly text: string }
  | { readonly kind: "minutes_typed"; readonly text: string }
  | { readonly kind: "edited"; readonly document: JsonObject }
  | { readonly kind: "repaired"; readonly patch: JsonValue }
  | { readonly kind: "undone" }
  | { readonly kind: "loaded"; readonly document: JsonObject };

/** Repairs that can be taken back; more than anybody clicks in one sitting. */
const maxUndo = 50;

export function mappingState(document: JsonObject): MappingState {
  return {
    document,
    text: printJson(document),
    problem: null,
    claimsText: printJson(claimsOf(document) ?? {}),
    claimsProblem: null,
    priority: { text: priorityText(document) ?? "", problem: null },
    minutes: { text: lifetimeText(document), problem: null },
    undo: [],
  };
}

function lifetimeText(document: JsonObject): string {
  const seconds = lifetimeOf(document);
  return seconds === null ? "" : minutesText(seconds);
}

/** Whether every text beside the document can be read, so that the document is all there is to save. */
export function isReadable({ problem, claimsProblem, priority, minutes }: MappingState): boolean {
  return problem === null && claimsProblem === null && priority.problem === null && minutes.problem === null;
}

/** Whether leaving would lose something. */
export function isChanged(state: MappingState, saved: JsonObject): boolean {
  return !isReadable(state) || !sameJson(state.document, saved);
}

export function reduceMapping(state: MappingState, action: MappingAction): MappingState {
  switch (action.kind) {
    case "json_typed":
      return typedJson(state, action.text);
    case "json_reverted":
      return { ...mappingState(state.document), undo: state.undo };
    case "claims_typed":
      return typedClaims(state, action.text);
    case "priority_typed": {
      const document = withPriorityText(state.document, action.text);
      const problem =
        document === null ? "Write a whole number from 1, or leave it blank for the lowest priority." : null;
      return { ...inStep(state, document), priority: { text: action.text, problem } };
    }
    case "minutes_typed": {
      const seconds = secondsFrom(action.text);
      const document = seconds === null ? null : withMember(state.document, "lifetime_seconds", seconds);
      const problem =
        seconds === null
          ? "Write minutes, such as 1, 10 or 1.5; or minutes and seconds, such as 1:30."
          : null;
      return { ...inStep(state, document), minutes: { text: action.text, problem } };
    }
    case "edited":
      return withDocument(state, action.document);
    case "repaired": {
      const repaired = applyMergePatch(state.document, action.patch);
      if (!isJsonObject(repaired)) return state;
      return { ...mappingState(repaired), undo: [...state.undo, state.document].slice(-maxUndo) };
    }
    case "undone": {
      const before = state.undo.at(-1);
      return before === undefined ? state : { ...mappingState(before), undo: state.undo.slice(0, -1) };
    }
    case "loaded":
      return mappingState(action.document);
  }
}

/** The document and the JSON side; null: what was typed makes none, and both stay. */
function inStep(state: MappingState, document: JsonObject | null): MappingState {
  return document === null ? state : { ...state, document, text: printJson(document), problem: null };
}

/** A change made in a field: the texts that it concerns follow, half-typed ones stay. */
function withDocument(state: MappingState, document: JsonObject): MappingState {
  const sameClaims = sameJson(claimsOf(document) ?? undefined, claimsOf(state.document) ?? undefined);
  return {
    ...inStep(state, document),
    ...(lifetimeText(document) !== lifetimeText(state.document) && {
      minutes: { text: lifetimeText(document), problem: null },
    }),
    ...(!sameClaims && { claimsText: printJson(claimsOf(document) ?? {}), claimsProblem: null }),
  };
}

function typedJson(state: MappingState, text: string): MappingState {
  const read = readJsonText(text);
  if (!read.ok) return { ...state, text, problem: read.problem };
  if (!isJsonObject(read.value)) return { ...state, text, problem: notAnObject };
  return { ...mappingState(read.value), text, undo: state.undo };
}

function typedClaims(state: MappingState, text: string): MappingState {
  const read = readJsonText(text);
  const problem = !read.ok ? read.problem : isJsonObject(read.value) ? null : notAnObject;
  const document =
    read.ok && isJsonObject(read.value) ? withMember(state.document, "claims", read.value) : null;
  return { ...inStep(state, document), claimsText: text, claimsProblem: problem };
}

const notAnObject: JsonTextProblem = {
  offset: 0,
  line: 1,
  column: 1,
  sentence: "A JSON object should stand here, from { to }.",
};
