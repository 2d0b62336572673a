/** The forms that names have on the JFrog face, each in one place for the attributes that hold such a name. */

import type { Validator } from "../engine/schema.ts";
import { hasLength, matches } from "../engine/validators.ts";

const configurationNameForm = matches(
  /^[a-z][a-z0-9-]*$/,
  "begins with a lower-case letter and holds lower-case letters, digits and hyphens only",
  "It must begin with a lower-case letter; only lower-case letters, digits and hyphens (-) may follow.",
);
export const configurationName: readonly Validator[] = [hasLength(2, 255), configurationNameForm];

const mappingNameForm = matches(
  /^[^ !@#$%^&*()+={}[\]:;'"<>,./?~`|\\]*$/,
  "holds no blanks and none of the special characters ``! @ # $ % ^ & * ( ) + = { } [ ] : ; ' \" < > , . / ? ~ ` | \\``",
  "It must not hold blanks or special characters. Letters, digits, hyphens (-) and underscores (_) are good.",
);
export const mappingName: readonly Validator[] = [hasLength(1, 255), mappingNameForm];

const projectKeyForm = matches(
  /^[a-z][a-z0-9-]{1,31}$/,
  "begins with a lower-case letter and has 2 to 32 lower-case letters, digits and hyphens",
  "It must begin with a lower-case letter and have 2 to 32 characters; only lower-case letters, digits and hyphens (-) may follow.",
);
export const projectKey: readonly Validator[] = [projectKeyForm];
