/** What a valid project looks like, roles included. */

import { isPredefinedRole } from "../project-roles.ts";
import type { ProjectDraft } from "../terms.ts";
import {
  countFaults,
  type Fault,
  type Faults,
  fault,
  firstFault,
  type TextForm,
  textFaults,
  textForms,
  weightFaults,
} from "./configuration-rules.ts";

/** Per project. Where the vendor of such projects allows 30, tools that were written for it stay far below. */
export const maxRolesPerProject = 100;

/** Also a prefix of names and part of scope texts, of other systems too: they allow no more than this. */
export const projectKeyForm: TextForm = {
  pattern: /^[a-z][a-z0-9-]{1,31}$/,
  words: 'must begin with a-z and have 2 to 32 characters of a-z, 0-9 and "-"',
};

const forms = {
  displayName: {
    pattern: /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u,
    words: "must have 1 to 255 characters, none of them invisible",
  },
  /** Also a segment of URL paths, where slashes and dots alone would lead elsewhere. */
  roleName: {
    pattern: /^(?!\.+$)(?! )[^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,64}(?<! )$/u,
    words: "must have 1 to 64 characters, none of them invisible or a slash, and no blank at either end",
  },
} as const satisfies Readonly<Record<string, TextForm>>;

/** @returns the first fault, or null for a valid draft */
export function validateProject(draft: ProjectDraft): Fault | null {
  return firstFault(projectFaults(draft));
}

function* projectFaults(draft: ProjectDraft): Faults {
  yield* weightFaults("project", draft);
  yield* textFaults("key", draft.key, projectKeyForm);
  yield* textFaults("displayName", draft.displayName, forms.displayName);
  yield* textFaults("description", draft.description, textForms.description);
  yield* countFaults("roles", draft.roles.length, 0, maxRolesPerProject);
  const names = new Set<string>();
  for (const [index, { name, description }] of draft.roles.entries()) {
    const field = `roles.${index}.name`;
    yield* textFaults(field, name, forms.roleName);
    if (isPredefinedRole(name)) {
      yield fault(
        field,
        "is the name of a role that every project has. Choose another name, or make none: the scope of an identity mapping can name that role as it is.",
      );
    }
    if (names.has(name)) yield fault(field, "is the name of another role of this project.");
    names.add(name);
    yield* textFaults(`roles.${index}.description`, description, textForms.description);
  }
}
