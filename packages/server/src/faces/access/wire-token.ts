/**
 * The documents of access tokens: what asking for one may hold, with the limits of the vendor's page, what the answer
 * has, and how a token is shown. What would make a token live on without another exchange is refused here, with what
 * to do instead.
 *
 * Sources: "Create Token", "Get Tokens", "Get Token by ID", "Revoke Token by ID" (JFrog REST APIs);
 * jfrog/jfrog-client-go access/services/accesstoken.go; jfrog/jfrog-cli-core general/token/accesstokencreate.go.
 */

import { z } from "zod";
import { textForms } from "../../core/configuring/configuration-rules.ts";
import { parseAudience, renderAudience } from "../../core/granting/audience.ts";
import type { JsonObject } from "../../core/terms.ts";
import {
  flagInWords,
  longestName,
  projectIn,
  type Read,
  readDocument,
  textOrAbsent,
  textUpTo,
  withoutNulls,
} from "./wire.ts";

/** As the vendor's page has them. */
const longest = { scope: 500, description: 1_024, audience: 255 };

/** Nothing here lives for ever, so 0, which means that elsewhere, means nothing. */
const wholeSeconds =
  "must be a whole number of seconds from 1: no token here is endless; left out, it is 3600";
const seconds = z.preprocess(
  (value) => (typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value),
  z.int({ error: wholeSeconds }).min(1, { error: wholeSeconds }),
);

const noRefresh =
  "is not offered: no token here is refreshed. Leave it out, and exchange a fresh ID token at /access/api/v1/oidc/token when the token ends";

const visibleName = textOrAbsent(longestName).refine(
  (name) => name === undefined || (name.trim() !== "" && textForms.visible.pattern.test(name)),
  { error: "must hold no invisible characters" },
);

/** The id that a text is; of another form than ids have, one that no token has. */
function tokenIdIn(text: string): string {
  return /^[0-9a-f-]{36}$/i.test(text) ? text.toLowerCase() : "";
}

/** The id of a token in a request's path. */
export function tokenPathId(parameters: unknown): string {
  return tokenIdIn(z.object({ token: z.string() }).parse(parameters).token);
}

const audience = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z
    .array(textUpTo(longest.audience))
    .transform(parseAudience)
    .refine((items) => items.every((item) => textForms.audience.pattern.test(item)), {
      error: "must hold no invisible characters",
    })
    .refine((items) => renderAudience(items).length <= longest.audience, {
      error: `must have at most ${longest.audience} characters`,
    }),
);

/** `POST /access/api/v1/tokens`, as JSON or as a form. An empty text is an absent one. */
const tokenInput = z.preprocess(
  withoutNulls,
  z.looseObject(
    {
      grant_type: textOrAbsent(longestName).refine(
        (grant) => grant === undefined || grant === "client_credentials",
        {
          error: ({ input }) =>
            input === "refresh_token"
              ? `refresh_token ${noRefresh}`
              : "must be client_credentials, or absent",
        },
      ),
      refresh_token: z
        .unknown()
        .refine((value) => value === undefined || value === "", { error: noRefresh })
        .optional(),
      refreshable: flagInWords.refine((wanted) => !wanted, { error: `true ${noRefresh}` }).optional(),
      username: visibleName,
      scope: textOrAbsent(longest.scope),
      expires_in: z.preprocess((value) => (value === "" ? undefined : value), seconds.optional()).optional(),
      description: textUpTo(longest.description)
        .refine((text) => textForms.description.pattern.test(text), {
          error: "must be text without NUL and halves of characters",
        })
        .default(""),
      audience: audience.default([]),
      include_reference_token: flagInWords.default(false),
    },
    { error: "must be a JSON object" },
  ),
);
export type TokenInput = z.output<typeof tokenInput> & { readonly project: string | null };

/** @param query names the project like the body does, as elsewhere on this face */
export function readTokenInput(body: JsonObject, query: unknown): Read<TokenInput> {
  const input = readDocument(tokenInput, body);
  if (!input.ok) return input;
  const project = projectIn(query, body);
  return project.ok ? { ok: true, value: { ...input.value, project: project.value } } : project;
}

/** The answer of exactly 200. Never a `refresh_token`. */
export interface TokenAnswer {
  readonly token_id: string;
  readonly access_token: string;
  readonly expires_in: number;
  readonly scope: string;
  /** As the vendor's page has it for these tokens. */
  readonly token_type: "access_token";
  readonly reference_token?: string;
}

/** A token as it is listed. `last_used` is never there: no use is recorded. */
export interface TokenDocument {
  readonly token_id: string;
  readonly subject: string;
  readonly expiry: number;
  readonly issued_at: number;
  readonly issuer: string;
  readonly description?: string;
  readonly refreshable: false;
}

export const tokenOrders = ["created", "token_id", "owner", "subject", "expiry"] as const;

/** The query of `GET /access/api/v1/tokens`. Unknown parameters are ignored, as everywhere on this face. */
const tokenQuery = z.preprocess(
  (query) =>
    Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== "" && value !== null)),
  z.looseObject({
    description: textOrAbsent(longest.description),
    username: visibleName,
    refreshable: flagInWords.optional(),
    token_id: textOrAbsent(longestName).transform((id) => (id === undefined ? id : tokenIdIn(id))),
    order_by: z.enum(tokenOrders, { error: `must be one of ${tokenOrders.join(", ")}` }).optional(),
    descending_order: flagInWords.optional(),
  }),
);
export type TokenQuery = z.output<typeof tokenQuery>;

export function readTokenQuery(query: unknown): Read<TokenQuery> {
  return readDocument(tokenQuery, query);
}

/** `DELETE /access/api/v1/tokens/revoke`: a token by its value. Longer ones are none of ours. */
const tokenValue = z.preprocess(
  withoutNulls,
  z.looseObject(
    { token: textUpTo(32_768).min(1, { error: "must not be blank" }) },
    { error: "must be a JSON object" },
  ),
);

export function readTokenValue(body: JsonObject): Read<string> {
  const read = readDocument(tokenValue, body);
  return read.ok ? { ok: true, value: read.value.token.trim() } : read;
}
