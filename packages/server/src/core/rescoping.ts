/**
 * The same token once more, for something else: whoever holds a token has one made of it that says of its holder
 * exactly what it says, until exactly the second it ends in, and that ends with it. What was made so can be used in
 * the same way; the whole line of them ends with its beginning. An administrator's secret, which is no token, begins
 * such a line.
 */

import type { Principal } from "./access.ts";
import {
  type IssuedRequest,
  type IssueOutcome,
  type IssuePorts,
  issuePlanned,
  type Planned,
  type PlannedToken,
  type PresentedToken,
  type Secret,
} from "./issuing.ts";
import type { EpochSeconds, TokenGrant } from "./terms.ts";

/** What is said of whoever a token is for. */
export type HeldGrant = Omit<TokenGrant, "lifetimeSeconds" | "selfRevocable">;

/** What was presented. */
export type Origin =
  | { readonly kind: "token"; readonly token: PresentedToken }
  /** An administrator's secret; null: that of the settings, which is good until somebody changes them. */
  | { readonly kind: "secret"; readonly secret: Secret | null };

export interface RescopeRequest
  extends Pick<IssuedRequest, "requestId" | "face" | "by" | "revision" | "layout" | "client" | "project"> {
  readonly origin: Origin;
  readonly grant: HeldGrant;
}

/** Of a token that begins with a secret. */
const usualLifetimeSeconds = 3_600;

/**
 * Alive at a time and of one line: one each second for as long as an hour, and nearly three times that. Scripts have
 * one made with each command they run, so a bound that people run into would be in the way; but whoever revokes the
 * first of a line ends all of them in one transaction, which takes some tenths of a second with so many.
 */
export const mostOfOneFamily = 10_000;

/** @returns refused with `forbidden` beyond the bound, or `failed` */
export async function rescopeToken(ports: IssuePorts, request: RescopeRequest): Promise<IssueOutcome> {
  const at = ports.now();
  const planned = planRescoped(request, at, ports.maxTokenLifetimeSeconds);
  if (!planned.ok) return planned;
  const asked = {
    ...request,
    description: "",
    requestedAudience: [],
    wantsReferenceToken: "if_long" as const,
  };
  return await issuePlanned(ports, asked, planned.value, at);
}

/**
 * @param at when it is made
 * @param maxLifetimeSeconds of any token of this server
 */
export function planRescoped(
  { by, origin, grant, revision }: Pick<RescopeRequest, "by" | "origin" | "grant" | "revision">,
  at: EpochSeconds,
  maxLifetimeSeconds: number,
): Planned<PlannedToken> {
  return origin.kind === "token"
    ? planOfToken(origin.token, grant, at)
    : planOfSecret(origin.secret, by, { grant, revision, at, maxLifetimeSeconds });
}

function planOfToken(token: PresentedToken, grant: HeldGrant, at: EpochSeconds): Planned<PlannedToken> {
  if (token.descendants >= mostOfOneFamily) {
    const detail = `At most ${mostOfOneFamily} tokens that began with one login live at a time. Use those there are, or log in again.`;
    return { ok: false, refusal: { kind: "forbidden", detail } };
  }
  return {
    ok: true,
    value: {
      grant: { ...grant, lifetimeSeconds: token.expiresAt - at, selfRevocable: token.selfRevocable },
      reach: token,
      madeWith: token.tokenId,
      family: token.family,
    },
  };
}

function planOfSecret(
  secret: Secret | null,
  by: Principal,
  moment: {
    readonly grant: HeldGrant;
    readonly revision: number;
    readonly at: EpochSeconds;
    readonly maxLifetimeSeconds: number;
  },
): Planned<PlannedToken> {
  const { grant, revision, at, maxLifetimeSeconds } = moment;
  const left = secret === null ? usualLifetimeSeconds : secret.expiresAt - at;
  return {
    ok: true,
    value: {
      grant: {
        ...grant,
        lifetimeSeconds: Math.min(usualLifetimeSeconds, maxLifetimeSeconds, left),
        selfRevocable: true,
      },
      reach: { userName: by.name, providerId: null, mappingId: null, revision },
      madeWith: secret?.id ?? null,
      family: null,
    },
  };
}
