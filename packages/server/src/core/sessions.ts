/**
 * Sessions of people who are signed in: what stands behind one, and how long it is good. A session never outlives
 * what it was opened with, and it is judged here and nowhere else.
 */

import type { Claims, EpochSeconds } from "./terms.ts";

/** A desk that was left is nobody's after half an hour. */
export const idleSeconds = 30 * 60;
/** A working day: whoever is there longer signs in again. */
export const longestSessionSeconds = 8 * 3_600;
/** What an operator confirmed counts for the next few acts, not for whoever comes to the desk later. */
export const confirmationSeconds = 5 * 60;
/** That a session is in use is written down this often, so that reading costs no writing. */
export const seenEverySeconds = 60;
/** Of one holder; the oldest goes when there would be more. */
export const mostSessionsOfHolder = 20;

/** What a session was opened with, and ends with. */
export type SessionHolder =
  /** `proof`: made of the secret and the session's own; without either it says nothing of the other. */
  | { readonly kind: "bootstrap"; readonly proof: string }
  /** An administrator's secret, by its id. */
  | { readonly kind: "secret"; readonly id: string }
  /** An access token that was minted for the session, by its id, and what it says; `user` keeps people apart. */
  | { readonly kind: "token"; readonly id: string; readonly claims: Claims; readonly user: string };

export interface Session {
  /** Of the session's own secret, which its holder alone has. */
  readonly digest: string;
  readonly holder: SessionHolder;
  readonly signedInAt: EpochSeconds;
  /** When it was last written down that it is in use. */
  readonly seenAt: EpochSeconds;
  readonly confirmedUntil: EpochSeconds;
  /** Whatever happens. */
  readonly expiresAt: EpochSeconds;
}

/** A session that begins. @param endsAt when what is behind it ends; null: not by itself */
export function beginSession(
  digest: string,
  holder: SessionHolder,
  now: EpochSeconds,
  endsAt: EpochSeconds | null,
): Session {
  const longest = now + longestSessionSeconds;
  return {
    digest,
    holder,
    signedInAt: now,
    seenAt: now,
    confirmedUntil: now + confirmationSeconds,
    expiresAt: endsAt === null ? longest : Math.min(longest, endsAt),
  };
}

/** When it ends if nobody does anything. */
export function idleExpiry({ seenAt, expiresAt }: Session): EpochSeconds {
  return Math.min(seenAt + idleSeconds, expiresAt);
}

/** Whether it is neither over nor left alone for too long; says nothing about what stands behind it. */
export function isInTime(session: Session, now: EpochSeconds): boolean {
  return now < idleExpiry(session);
}

/** Whether it is to be written down that it is in use. */
export function isToBeSeen({ seenAt }: Session, now: EpochSeconds): boolean {
  return now - seenAt >= seenEverySeconds;
}

/** Whose sessions are counted together. */
export function holderName(holder: SessionHolder): string {
  switch (holder.kind) {
    case "bootstrap":
      return "bootstrap";
    case "secret":
      return `secret:${holder.id}`;
    case "token":
      return `user:${holder.user}`;
  }
}
