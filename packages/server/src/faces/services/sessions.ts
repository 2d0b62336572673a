/** People who are signed in to the console, and how they sign in through a provider. */

import type { CredentialFault, Principal } from "../../core/access.ts";
import type { Refusal, Verdict } from "../../core/refusal.ts";
import type { Claims, EpochSeconds, Provider } from "../../core/terms.ts";
import type { Caller } from "../services.ts";

/** Sessions of the console; each is found by a secret of its own, which the browser keeps. */
export interface SessionService {
  /**
   * Opens one with an administrator's secret, which is not kept.
   * @returns the session's own secret, or what is the matter with the credential; refused with `rate_limited`
   */
  open(
    credential: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly secret: string; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault }
    >
  >;
  /**
   * Opens one with an access token that was minted for it.
   * @param token `user`: who keeps being the same person from one sign-in to the next
   * @param confirms what is to be confirmed by it, which ends then; null: nothing
   * @returns null: it is another person than the one who is to confirm; the token is revoked then
   */
  openWithToken(
    token: {
      readonly id: string;
      readonly claims: Claims;
      readonly user: string;
      readonly expiresAt: EpochSeconds;
    },
    confirms: string | null,
    caller: Caller,
  ): Promise<{ readonly secret: string } | null>;
  /** Looks at what stands behind it, too. @returns what is the matter with it; refused with `rate_limited` */
  find(
    secret: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault }
    >
  >;
  /**
   * Confirms that whoever opened it is still there, by the credential it was opened with.
   * @returns what is the matter with the one or the other; refused with `rate_limited`
   */
  confirm(
    secret: string,
    credential: string,
    caller: Caller,
  ): Promise<
    Verdict<
      | { readonly ok: true; readonly session: LiveSession }
      | { readonly ok: false; readonly fault: CredentialFault; readonly of: "session" | "credential" }
    >
  >;
  /** Gives a session of the first secret, which has just ended, to the service token that was made with it. */
  handOver(secret: string, secretId: string): Promise<void>;
  end(secret: string): Promise<void>;
}

/** Signing in through a provider, up to the ID token that is then exchanged like any other. */
export interface SignOnService {
  /** The provider's name; null: there is no single sign-on here. */
  readonly provider: string | null;
  /**
   * Where to send the browser, and what it keeps meanwhile.
   * @param wanted `confirms`: the secret of the session that is to be confirmed by it
   */
  begin(
    wanted: {
      readonly returnTo: string;
      readonly confirms: string | null;
      readonly redirectUri: string;
    },
    caller: Pick<Caller, "requestId">,
  ): Promise<
    | {
        readonly ok: true;
        readonly url: string;
        readonly attempt: string;
        readonly goodForSeconds: number;
      }
    | SignOnFailure
  >;
  /** @param finished what the browser kept, null for nothing, and what it brings back */
  finish(
    finished: {
      readonly attempt: string | null;
      readonly answer: SignOnAnswer;
      readonly redirectUri: string;
    },
    caller: Pick<Caller, "requestId">,
  ): Promise<
    | {
        readonly ok: true;
        readonly provider: Provider;
        /** Made for this attempt; nothing else of it was verified yet. */
        readonly idToken: string;
        /** Whom it says it is about, once it was verified. */
        readonly subject: string;
        /** What `SessionService.openWithToken` takes. */
        readonly confirms: string | null;
        readonly returnTo: string;
      }
    | SignOnFailure
  >;
}

/** The provider's answer, as the browser brings it (RFC 6749 §4.1.2, RFC 9207). */
export interface SignOnAnswer {
  readonly state: string;
  readonly code: string | null;
  readonly issuer: string | null;
  readonly error: string | null;
  readonly errorDescription: string | null;
}

/**
 * Why nobody was signed in: what was refused on the way, or a sentence for the person. One `about` the `set_up` says
 * what is wrong here or at the provider, one about the `attempt` nothing but what the browser itself brought.
 */
export type SignOnFailure =
  | { readonly ok: false; readonly about: "attempt" | "set_up"; readonly sentence: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** A session that is good now. */
export interface LiveSession {
  readonly principal: Principal;
  readonly method: "token" | "single_sign_on";
  /** What its pages send along with whatever changes something. */
  readonly csrfToken: string;
  readonly signedInAt: EpochSeconds;
  /** Until when it may do what only operators do. */
  readonly confirmedUntil: EpochSeconds;
  /** When it ends if nobody does anything. */
  readonly idleExpiresAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** What an administrator should see to. */
  readonly warnings: readonly SessionWarning[];
}

export interface SessionWarning {
  readonly code: "bootstrap_secret_active" | "first_secret_active";
  /** A sentence that says what to do. */
  readonly message: string;
}
