/**
 * Tokens on somebody's word: whoever holds a credential asks for a token, and no subject token is exchanged.
 * Administrators have any made. The holder of an access token has one made for itself that is no wider than its
 * own and ends with it: so nobody outlives an exchange by asking again and again. What began with an administrator's
 * secret ends with that, whatever was made of it since. What comes of it is minted like everything else (minting.ts),
 * and revocations that reach the token presented reach what it made.
 */

import { mayIssueForOthers, type Principal } from "./access.ts";
import {
  type CreatedTokenFacts,
  type IssuedRecord,
  type RevocationReach,
  withoutExchange,
} from "./exchange-record.ts";
import type { ClientFacts, ReferenceWish, TokenLayout } from "./exchange-request.ts";
import { covers, everyService, renderAudience } from "./granting/audience.ts";
import { includesPermissions, noPermissions, type Permissions, renderScope } from "./granting/scope.ts";
import { type MintedToken, type MintPorts, mint } from "./minting.ts";
import type { Refusal } from "./refusal.ts";
import type { EpochSeconds, FaceName, GrantSubject, TokenGrant } from "./terms.ts";

/** The access token somebody presented: how long it lives, and with what it ends. */
export interface PresentedToken extends RevocationReach {
  readonly tokenId: string;
  readonly expiresAt: EpochSeconds;
  readonly selfRevocable: boolean;
  /** The token, or secret, it was itself made with; null: none. */
  readonly madeWith: string | null;
  /** The token that the line it is of began with, which may be itself. */
  readonly family: string;
  /** How many unexpired ones there are of that line. */
  readonly descendants: number;
}

/** An administrator's secret that is kept, and can be revoked. */
export interface Secret {
  readonly id: string;
  readonly expiresAt: EpochSeconds;
}

/** The same with what it holds, and so what it can hand on. */
export interface TokenHolder extends PresentedToken {
  readonly subject: GrantSubject;
  readonly permissions: Permissions;
  readonly audience: readonly string[];
}

/** What is asked for; null and nothing listed: whatever is usual. */
export interface TokenWish {
  readonly user: string | null;
  readonly permissions: Permissions | null;
  readonly audience: readonly string[];
  readonly lifetimeSeconds: number | null;
  /** The project it is said to be for; recorded. */
  readonly project: string | null;
  readonly description: string;
}

export interface IssueRequest {
  readonly requestId: string;
  readonly face: FaceName;
  readonly by: Principal;
  /** Null: an administrator's secret was presented. */
  readonly holder: TokenHolder | null;
  /** The administrator's secret that was presented, or that the token presented ends with; null: none, or that of the settings. */
  readonly secret: Secret | null;
  readonly wish: TokenWish;
  /** The configuration's, as it was before the token presented was found to be good. */
  readonly revision: number;
  readonly wantsReferenceToken: ReferenceWish;
  readonly layout: TokenLayout;
  readonly client: ClientFacts;
}

/** Why a token is not made, with a sentence for the caller, or how making it failed. */
export type IssueRefusal =
  | { readonly kind: "invalid" | "forbidden"; readonly detail: string }
  | { readonly kind: "failed"; readonly refusal: Refusal };

export type IssueOutcome =
  | { readonly ok: true; readonly value: MintedToken }
  | { readonly ok: false; readonly refusal: IssueRefusal };

export interface IssuePorts extends MintPorts {
  /** Longest access token, in seconds. */
  readonly maxTokenLifetimeSeconds: number;
  now(): EpochSeconds;
}

/** Of a token nobody asked a lifetime for. */
const usualLifetimeSeconds = 3_600;

/**
 * Made with one token and alive at a time: whoever revokes that one ends them all in the same step. Several that are
 * asked for at the same moment may go beyond it by as many: a bound is needed there, not this very number.
 */
const mostMadeWithOne = 100;

/** Issues a token on the word of whoever asks for it. */
export async function issueToken(ports: IssuePorts, request: IssueRequest): Promise<IssueOutcome> {
  const { wish } = request;
  const at = ports.now();
  const planned = planToken(request, at, ports.maxTokenLifetimeSeconds);
  if (!planned.ok) return planned;
  const { description, project, audience } = wish;
  const asked = { ...request, description, project, requestedAudience: audience };
  return await issuePlanned(ports, asked, planned.value, at);
}

/** What the record of a token has to say beside what was planned. */
export interface IssuedRequest
  extends Pick<
    IssueRequest,
    "requestId" | "face" | "by" | "revision" | "wantsReferenceToken" | "layout" | "client"
  > {
  readonly description: string;
  readonly project: string | null;
  readonly requestedAudience: readonly string[];
}

/** Mints and records what was planned. @param at when it was planned */
export async function issuePlanned(
  ports: MintPorts,
  { requestId, face, by, revision, client, ...request }: IssuedRequest,
  { grant, reach, madeWith, family }: PlannedToken,
  at: EpochSeconds,
): Promise<IssueOutcome> {
  const minted = await mint(
    ports,
    {
      face,
      layout: request.layout,
      client: by.name,
      issuedAt: at,
      grant,
      reach,
      wantsReferenceToken: request.wantsReferenceToken,
      created: { description: request.description, madeWith, family },
    },
    (token): IssuedRecord => ({
      requestId,
      at,
      face,
      issuedBy: { name: by.name, tokenId: by.tokenId },
      ...withoutExchange,
      revision,
      client,
      token,
      details: {
        claims: null,
        project: request.project,
        mapping: null,
        entry: { kind: "exchange" },
        requestedAudience: request.requestedAudience,
        context: {},
        grant,
      },
    }),
    null,
  );
  return minted.ok ? minted : { ok: false, refusal: { kind: "failed", refusal: minted.refusal } };
}

/** What is granted, and what ends it. */
export interface PlannedToken extends Pick<CreatedTokenFacts, "madeWith" | "family"> {
  readonly grant: TokenGrant;
  readonly reach: RevocationReach;
}

export type Planned<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: IssueRefusal };

/**
 * @param at when it is issued
 * @param maxLifetimeSeconds of any token of this server
 * @returns what is granted; `invalid` when somebody has to be named, `forbidden` for more than the asker may grant
 */
export function planToken(
  request: Pick<IssueRequest, "by" | "holder" | "secret" | "wish" | "revision">,
  at: EpochSeconds,
  maxLifetimeSeconds: number,
): Planned<PlannedToken> {
  const { wish, holder } = request;
  if ((wish.lifetimeSeconds ?? 0) > maxLifetimeSeconds) {
    return forbidden(`No token of this server lives longer than ${maxLifetimeSeconds} seconds.`);
  }
  if (mayIssueForOthers(request.by)) return planAnything(request, at, maxLifetimeSeconds);
  return holder === null
    ? forbidden("This credential makes no tokens.")
    : planForItself(wish, holder, at, maxLifetimeSeconds);
}

/**
 * An administrator grants what it wants, to whom it wants. The token does not end with the one presented, but with the
 * secret that it began with: whoever had that may have made any number of tokens of each other.
 */
function planAnything(
  { wish, holder, secret, revision }: Pick<IssueRequest, "holder" | "secret" | "wish" | "revision">,
  at: EpochSeconds,
  maxLifetimeSeconds: number,
): Planned<PlannedToken> {
  const subject: GrantSubject | null =
    wish.user === null ? (holder?.subject ?? null) : { kind: "user", name: wish.user };
  if (subject === null) {
    return refused("invalid", "Name the user that the token is for: the credential presented is no user's.");
  }
  const left = secret === null ? maxLifetimeSeconds : secret.expiresAt - at;
  const lifetimeSeconds = wish.lifetimeSeconds ?? Math.min(usualLifetimeSeconds, maxLifetimeSeconds, left);
  if (lifetimeSeconds > left) {
    return forbidden(
      `A token never outlives the secret it began with, which has ${left} seconds left. Ask for no more, or present a service token that lives longer.`,
    );
  }
  const grant = grantOf(subject, wish.permissions ?? usualPermissions, {
    audience: wish.audience.length > 0 ? wish.audience : [everyService],
    lifetimeSeconds,
    selfRevocable: true,
  });
  const reach: RevocationReach = {
    // Of the asker itself its row knows: a subject alone does not always tell a user from a workload.
    userName: wish.user ?? holder?.userName ?? null,
    // Whoever ends all that came of a provider means what an administrator from there had made, too.
    providerId: holder?.providerId ?? null,
    mappingId: holder?.mappingId ?? null,
    revision,
  };
  return { ok: true, value: { grant, reach, madeWith: secret?.id ?? null, family: null } };
}

/** The holder of a token hands on what it has, in full or in part, and never for longer. */
function planForItself(
  wish: TokenWish,
  holder: TokenHolder,
  at: EpochSeconds,
  maxLifetimeSeconds: number,
): Planned<PlannedToken> {
  const { subject } = holder;
  if (holder.family !== holder.tokenId) {
    return forbidden(
      "A token that was made with another one makes none itself. Present the one it was made with.",
    );
  }
  if (holder.descendants >= mostMadeWithOne) {
    return forbidden(
      `At most ${mostMadeWithOne} tokens made with one live at a time. Use those there are, or wait until some expire.`,
    );
  }
  if (wish.user !== null && !isSameUser(wish.user, subject)) {
    return forbidden(
      "Only administrators make tokens for others. Leave the user's name out, or send your own.",
    );
  }
  const permissions = wish.permissions ?? usualPartOf(holder.permissions);
  if (!includesPermissions(holder.permissions, permissions)) {
    const held = renderScope(holder.permissions) || "no permission";
    return forbidden(
      `The scope goes beyond that of the token presented, which has ${held}. Ask for no more.`,
    );
  }
  const beyond = wish.audience.find((item) => !holder.audience.some((allowed) => covers(allowed, item)));
  if (beyond !== undefined) {
    const own = renderAudience(holder.audience);
    return forbidden(
      `The audience ${beyond} goes beyond that of the token presented, which has ${own}. Ask for no more.`,
    );
  }
  const left = holder.expiresAt - at;
  const lifetimeSeconds = wish.lifetimeSeconds ?? Math.min(usualLifetimeSeconds, maxLifetimeSeconds, left);
  if (lifetimeSeconds > left) {
    return forbidden(
      `A token never outlives the one it is made with, which has ${left} seconds left. Ask for no more; for a longer one exchange a fresh ID token.`,
    );
  }
  const grant = grantOf(subject, permissions, {
    audience: wish.audience.length > 0 ? wish.audience : holder.audience,
    lifetimeSeconds,
    selfRevocable: holder.selfRevocable,
  });
  return { ok: true, value: { grant, reach: holder, madeWith: holder.tokenId, family: holder.family } };
}

const usualPermissions: Permissions = { ...noPermissions, ownPermissions: true };

/** A user's own permissions; of a token that has none of those, all it has. */
function usualPartOf(held: Permissions): Permissions {
  return held.ownPermissions ? usualPermissions : held;
}

/** Faces disagree on case, and a name that is the asker's own but for that is still its own. */
function isSameUser(name: string, subject: GrantSubject): boolean {
  const own = subject.kind === "user" ? subject.name : `${subject.provider}/${subject.mapping}`;
  return name.toLowerCase() === own.toLowerCase();
}

function grantOf(
  subject: GrantSubject,
  { groups, projectRoles, admin, ownPermissions }: Permissions,
  rest: Pick<TokenGrant, "audience" | "lifetimeSeconds" | "selfRevocable">,
): TokenGrant {
  return {
    subject,
    user:
      subject.kind === "user"
        ? { name: subject.name, id: null, email: null, domain: null, local: false }
        : null,
    groups: groups.map((name) => ({ id: null, name, domain: null })),
    projectRoles: projectRoles.map(({ project, roles }) => ({ project, domain: null, roles })),
    admin,
    ownPermissions,
    ...rest,
  };
}

function refused(
  kind: "invalid" | "forbidden",
  detail: string,
): { readonly ok: false; readonly refusal: IssueRefusal } {
  return { ok: false, refusal: { kind, detail } };
}

function forbidden(detail: string) {
  return refused("forbidden", detail);
}
