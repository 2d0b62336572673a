/** What a valid object of the directory looks like, and how many of each kind there may be. */

import {
  countFaults,
  type Fault,
  type Faults,
  firstFault,
  refuseOverfull,
  type TextForm,
  textFaults,
  textForms,
  weightFaults,
} from "../configuring/configuration-rules.ts";
import type { Directory } from "./directory.ts";
import { plural } from "./refusals.ts";
import type { DirectoryDraft, DirectoryKind } from "./terms.ts";

/** Per installation, on every node in memory: far above what people keep, far below what hurts. */
const most: Readonly<Record<DirectoryKind, number>> = {
  domain: 1_000,
  group: 10_000,
  user: 10_000,
  role: 1_000,
  assignment: 50_000,
  identity_provider: 1_000,
  ruleset: 1_000,
  protocol: 2_000,
  service: 1_000,
  endpoint: 5_000,
  region: 1_000,
};

/** Each is a provider of its own. */
const mostIssuers = 64;
/** So many mappings are rewritten when a ruleset is. */
const mostMappingsOfProtocol = mostIssuers;

const forms = {
  /** Also a segment of URL paths, where slashes and dots alone would lead elsewhere. */
  id: {
    pattern: /^(?!\.+$)[^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u,
    words: "must have 1 to 255 characters, none of them invisible or a slash",
  },
  name: {
    pattern: /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u,
    words: "must have 1 to 255 characters, none of them invisible",
  },
  url: {
    pattern: /^[^\s\p{Cc}\p{Cf}\p{Cs}]{1,2048}$/u,
    words: "must have 1 to 2048 characters, no blanks and none of them invisible",
  },
} as const satisfies Readonly<Record<string, TextForm>>;

/** @returns the first fault, or null for a valid draft that there is room for */
export function validateDirectoryObject(draft: DirectoryDraft, directory: Directory): Fault | null {
  return firstFault(objectFaults(draft, directory));
}

function* objectFaults(draft: DirectoryDraft, directory: Directory): Faults {
  const { kind } = draft;
  yield* weightFaults(kind, draft);
  if (directory.get(kind, draft.id) === undefined) {
    const overfull = refuseOverfull(directory.count(kind), most[kind], "id", plural(kind));
    if (overfull !== null) yield overfull;
  }
  if (kind !== "assignment") yield* partsFaults(draft);
}

function* partsFaults(draft: Exclude<DirectoryDraft, { readonly kind: "assignment" }>): Faults {
  if (draft.kind !== "protocol") yield* textFaults("id", draft.id, forms.id);
  switch (draft.kind) {
    case "domain":
    case "group":
    case "user":
    case "role":
      yield* textFaults("name", draft.name, forms.name);
      yield* textFaults("description", draft.description, textForms.description);
      return;
    case "identity_provider":
      yield* textFaults("description", draft.description, textForms.description);
      yield* countFaults("providerIds", draft.providerIds.length, 0, mostIssuers);
      return;
    case "protocol":
      yield* textFaults("name", draft.name, textForms.providerName);
      yield* countFaults("mappingIds", draft.mappingIds.length, 0, mostMappingsOfProtocol);
      return;
    case "ruleset":
      // Its rules are those of mappings, and judged as such as soon as a protocol is bound to it.
      return;
    case "service":
      yield* textFaults("type", draft.type, forms.name);
      return;
    case "endpoint":
      yield* textFaults("url", draft.url, forms.url);
      return;
    case "region":
      yield* textFaults("description", draft.description, textForms.description);
      return;
  }
}
