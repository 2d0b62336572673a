/**
 * `platform_access_token`: an access token made with the provider's credential, for the length of one operation. It is
 * revoked when Terraform closes it, and stands in no plan and no state. It is not renewed: no token here is, and another
 * one could not take the place of what was handed on; so it is asked for as long as the operation takes.
 */

import { fail, succeed } from "../engine/diagnostics.ts";
import { ephemeralResourceOf } from "../engine/kinds.ts";
import type { Attributes } from "../engine/schema.ts";
import { hasLength, isNotEmpty, isWithin } from "../engine/validators.ts";
import { orNull } from "../engine/values.ts";
import { accessFace } from "../server/access.ts";
import type { Connected } from "../server/connected.ts";
import { advised, credentialAdvice, problemOf, sentenceOf } from "../server/refusal.ts";
import { makeToken } from "../server/tokens.ts";
import { close, keep } from "./closing.ts";

const attributes = {
  scope: {
    type: "string",
    presence: "optional",
    description:
      'What the token is good for, such as `applied-permissions/groups:"readers"`; never more than the provider\'s own credential. Without it, what is usual for the credential.',
    validators: [isNotEmpty, hasLength(1, 500)],
  },
  username: {
    type: "string",
    presence: "optional",
    description:
      "User that the token is for. Without it, the user of the provider's credential; needed where that is no user's, such as a service token. Only administrators name another one than themselves.",
    validators: [isNotEmpty, hasLength(1, 255)],
  },
  audience: {
    type: "string",
    presence: "optional",
    description: "Services the token is good at, with blanks between them. `*@*` when left out.",
    validators: [isNotEmpty, hasLength(1, 255)],
  },
  expires_in: {
    type: "number",
    presence: "settable",
    description:
      "How many seconds the token lives, should it not be revoked before. Make it as long as the longest operation: it is not renewed. 3600 when left out.",
    validators: [isWithin(1)],
  },
  description: {
    type: "string",
    presence: "optional",
    description: "What the token is for, as lists of tokens show it.",
    validators: [isNotEmpty, hasLength(1, 1024)],
  },
  project_key: {
    type: "string",
    presence: "optional",
    description: "Project that the token belongs to. It adds no permission.",
    validators: [isNotEmpty],
  },
  include_reference_token: {
    type: "bool",
    presence: "optional",
    description: "Whether a short reference token is made with it, for clients that take no long ones.",
  },
  access_token: {
    type: "string",
    presence: "computed",
    sensitive: true,
    description: "The access token.",
  },
  reference_token: {
    type: "string",
    presence: "computed",
    sensitive: true,
    description: "The reference token; empty unless it was asked for.",
  },
  token_id: { type: "string", presence: "computed", description: "Names the token in lists and in the log." },
  granted_scope: {
    type: "string",
    presence: "computed",
    description: "What the token is good for, as the server says it.",
  },
} as const satisfies Attributes;

export const accessToken = ephemeralResourceOf<Connected>()({
  name: "access_token",
  description:
    "A fresh, narrow access token made with the provider's credential. It stands in no plan and no state, and is revoked when the operation that needs it is over. Needs Terraform 1.10 or newer.",
  attributes,
  async open(server, given, { signal }) {
    const wish = {
      username: orNull(given.username),
      scope: orNull(given.scope),
      audience: orNull(given.audience),
      expires_in: orNull(given.expires_in),
      description: orNull(given.description),
      project_key: orNull(given.project_key),
      include_reference_token: orNull(given.include_reference_token),
    };
    const made = await makeToken(server, wish, signal);
    if (!made.ok) {
      const detail = sentenceOf(made.answer);
      const at = accessFace.attributeIn(detail, ([name]) => name !== undefined && name in wish);
      const refused = problemOf(made.answer, "The access token was not made", at);
      return fail(advised(refused, credentialAdvice(made.answer)));
    }
    const { accessToken, referenceToken, tokenId, scope, expiresIn } = made.value;
    return succeed({
      result: {
        ...wish,
        expires_in: wish.expires_in ?? expiresIn,
        access_token: accessToken,
        reference_token: referenceToken ?? "",
        token_id: tokenId,
        granted_scope: scope,
      },
      kept: keep({ accessToken, tokenId }),
    });
  },
  close,
});
