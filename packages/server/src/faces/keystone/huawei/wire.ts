/**
 * What the documents below `/v3.0` have in common, and the one that asks for a token with an ID token in one call.
 * Members nobody knows are ignored, as the vendor's clients expect. Null is the same as absent.
 *
 * Sources: "Obtaining a Scoped Token with an OpenID Connect ID Token" (Identity and Access Management, API
 * reference); GetIdTokenRequestBody of Huawei Cloud's SDKs.
 */

import { z } from "zod";
import type { JsonObject } from "../../../core/terms.ts";
import type { Knock } from "../tokens/translate-login.ts";

/** A document as read, or a sentence that begins with the member at fault. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** @returns the first fault */
export function readDocument<T>(schema: z.ZodType<T>, body: JsonObject): Read<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return fault(issue?.path.join(".") || "The request body", issue?.message ?? "is not valid");
}

/** @param message how the sentence goes on after the member's name, without its full stop */
export function fault(member: string, message: string): Read<never> {
  return { ok: false, message: `${member} ${message}.` };
}

export const mustBeObject = { error: "must be an object" } as const;
/** Longest id or name: longer ones name nothing. */
const longestName = 255;

const name = z
  .string({ error: "must be text" })
  .min(1, { error: "must not be empty" })
  .max(longestName, { error: `must have at most ${longestName} characters` })
  .nullish()
  .transform((text) => text ?? null);

const named = z
  .object({ id: name, name }, mustBeObject)
  .refine(({ id, name: called }) => id !== null || called !== null, { error: "must have an id or a name" });

const tokenRequest = z.object(
  {
    auth: z.object(
      {
        // The verifier has the limit for tokens, and a better sentence.
        id_token: z.object({ id: z.string({ error: "must be text" }) }, mustBeObject),
        scope: z
          .object({ project: named.nullish(), domain: named.nullish() }, mustBeObject)
          .refine(({ project, domain }) => (project ?? null) === null || (domain ?? null) === null, {
            error: "must have a project or a domain, not both",
          })
          .refine(({ project, domain }) => (project ?? domain ?? null) !== null, {
            error: "must have a project or a domain; leave it out for an unscoped token",
          })
          .nullish(),
      },
      mustBeObject,
    ),
  },
  mustBeObject,
);

/** Reads the body of `POST /v3.0/OS-AUTH/id-token/tokens`. */
export function readTokenRequest(body: JsonObject): Read<Knock> {
  const read = readDocument(tokenRequest, body);
  if (!read.ok) return read;
  const { id_token, scope } = read.value.auth;
  const { project, domain } = scope ?? {};
  const target = project ? ({ kind: "project", ...project } as const) : null;
  return {
    ok: true,
    value: {
      idToken: id_token.id,
      target: target ?? (domain ? { kind: "domain", ...domain } : null),
    },
  };
}
