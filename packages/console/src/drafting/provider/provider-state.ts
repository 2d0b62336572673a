/**
 * The integration form's state: the provider's document, and the texts beside it that may be half typed (numbers, a
 * pasted key set). What cannot be read stays out of the document and says so. Repairs can be undone.
 */

import { readJsonText } from "../json/json-text.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownMember,
  printJson,
  sameJson,
  withMember,
} from "../json/json-value.ts";
import { applyMergePatch } from "../json/merge-patch.ts";

/** Members that are typed as whole numbers of seconds. */
export type SecondsMember = "clock_tolerance_seconds" | "max_token_lifetime_seconds";

export interface ProviderState {
  readonly document: JsonObject;
  /** Texts that are not what the document says, by member, each with a sentence. */
  readonly typed: Readonly<Record<string, { readonly text: string; readonly problem: string }>>;
  /** What the document was before each repair, the latest last. */
  readonly undo: readonly JsonObject[];
}

export type ProviderAction =
  | { readonly kind: "set"; readonly member: string; readonly value: JsonValue | undefined }
  | { readonly kind: "seconds_typed"; readonly member: SecondsMember; readonly text: string }
  | { readonly kind: "keys_typed"; readonly text: string }
  | { readonly kind: "repaired"; readonly patch: JsonValue }
  | { readonly kind: "undone" }
  | { readonly kind: "loaded"; readonly document: JsonObject };

const maxUndo = 50;

export function providerState(document: JsonObject): ProviderState {
  return { document, typed: {}, undo: [] };
}

export function isProviderReadable({ typed }: ProviderState): boolean {
  return Object.keys(typed).length === 0;
}

export function isProviderChanged(state: ProviderState, saved: JsonObject): boolean {
  return !isProviderReadable(state) || !sameJson(state.document, saved);
}

export function reduceProvider(state: ProviderState, action: ProviderAction): ProviderState {
  switch (action.kind) {
    case "set": {
      const { [action.member]: _, ...typed } = state.typed;
      return { ...state, typed, document: withMember(state.document, action.member, action.value) };
    }
    case "seconds_typed": {
      const text = action.text.trim();
      const seconds = /^\d{1,9}$/.test(text) ? Number(text) : null;
      return seconds === null
        ? withTyped(state, action.member, action.text, "Write a whole number of seconds.")
        : reduceProvider(state, { kind: "set", member: action.member, value: seconds });
    }
    case "keys_typed": {
      const read = readJsonText(action.text);
      if (!read.ok) {
        const { line, column, sentence } = read.problem;
        return withTyped(state, "key_source", action.text, `Line ${line}, column ${column}: ${sentence}`);
      }
      if (!isJsonObject(read.value)) {
        return withTyped(state, "key_source", action.text, 'Paste the whole key set: { "keys": [ … ] }.');
      }
      const value = { kind: "static", jwks: read.value };
      return reduceProvider(state, { kind: "set", member: "key_source", value });
    }
    case "repaired": {
      const repaired = applyMergePatch(state.document, action.patch);
      if (!isJsonObject(repaired)) return state;
      return { ...providerState(repaired), undo: [...state.undo, state.document].slice(-maxUndo) };
    }
    case "undone": {
      const before = state.undo.at(-1);
      return before === undefined ? state : { ...providerState(before), undo: state.undo.slice(0, -1) };
    }
    case "loaded":
      return providerState(action.document);
  }
}

function withTyped(state: ProviderState, member: string, text: string, problem: string): ProviderState {
  return { ...state, typed: { ...state.typed, [member]: { text, problem } } };
}

/** The pasted key set as its field shows it; empty where the keys come from elsewhere. */
export function keysText({ document, typed }: ProviderState): string {
  const source = ownMember(document, "key_source");
  const jwks = isJsonObject(source) ? ownMember(source, "jwks") : undefined;
  return typed["key_source"]?.text ?? (jwks === undefined ? "" : printJson(jwks));
}
