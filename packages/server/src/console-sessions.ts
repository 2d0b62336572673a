/**
 * Sessions of the console: opened with an administrator's secret, found again by what the browser keeps, ended with
 * what they were opened with. Whoever holds one is judged anew with every request, by the rows of that moment.
 */

import type { CredentialFault, Presented, Principal } from "./core/access.ts";
import { loggedAs, mayAdminister } from "./core/access.ts";
import type { RandomBytes } from "./core/reference-token.ts";
import { accept } from "./core/refusal.ts";
import { isAlive } from "./core/revocation.ts";
import {
  beginSession,
  confirmationSeconds,
  idleExpiry,
  isInTime,
  isToBeSeen,
  longestSessionSeconds,
  type Session,
  type SessionHolder,
} from "./core/sessions.ts";
import type { Claims, EpochSeconds, FaceName } from "./core/terms.ts";
import type { AuthenticatorPorts } from "./credentials.ts";
import { bootstrapHolder, judgeSecret, type TokenAuthority, tokenHolder } from "./credentials.ts";
import type { LiveSession, SessionService, SessionWarning } from "./faces/services/sessions.ts";
import { isSameDigest } from "./keys/secret-digest.ts";
import type { Log } from "./runtime/log.ts";
import {
  bootstrapProof,
  csrfTokenOf,
  generateSessionSecret,
  looksLikeSessionSecret,
  sessionDigest,
} from "./session-secrets.ts";
import type { Store } from "./store/store.ts";
import type { TryCredential } from "./token-service.ts";

export interface SessionAdapters {
  readonly bootstrapSecret: string | null;
  readonly store: Pick<Store, "sessions" | "secrets" | "tokens">;
  readonly authorities: ReadonlyMap<FaceName, (claims: Claims) => TokenAuthority>;
  readonly projectByKey: AuthenticatorPorts["projectByKey"];
  readonly authenticate: (credential: string, face: FaceName) => Promise<Presented>;
  readonly randomBytes: RandomBytes;
  readonly log: Pick<Log, "info">;
  now(): EpochSeconds;
}

/** Who ended a token by ending the session it was minted for. */
const holderOfIt = "its holder";

/** The face whose credentials sign in, and on which sessions are good. */
const face: FaceName = "admin";

type Found =
  | { readonly ok: true; readonly session: Session; readonly principal: Principal }
  | { readonly ok: false; readonly fault: CredentialFault };

/** @param tryCredential a session that is not known is a guess like any other credential */
export function bindSessions(adapters: SessionAdapters, tryCredential: TryCredential): SessionService {
  const { store, now, log } = adapters;

  const find = async (secret: string): Promise<Found> => {
    const session = looksLikeSessionSecret(secret) ? await store.sessions.find(sessionDigest(secret)) : null;
    if (session === null) return { ok: false, fault: "unknown" };
    if (!isInTime(session, now())) return { ok: false, fault: "expired" };
    const held = await judgeHolder(adapters, session.holder, secret);
    return held.ok ? { ...held, session } : held;
  };

  const show = async (secret: string, session: Session, principal: Principal): Promise<LiveSession> => ({
    principal,
    method: session.holder.kind === "token" ? "single_sign_on" : "token",
    csrfToken: csrfTokenOf(secret),
    signedInAt: session.signedInAt,
    confirmedUntil: session.confirmedUntil,
    idleExpiresAt: idleExpiry(session),
    expiresAt: session.expiresAt,
    warnings: mayAdminister(principal) ? await warningsOf(adapters) : [],
  });

  /** With it goes the token that was minted for it. */
  const end = async (digest: string): Promise<void> => {
    const session = await store.sessions.find(digest);
    await store.sessions.end(digest);
    if (session?.holder.kind === "token") await store.tokens.revoke(session.holder.id, holderOfIt, now());
  };

  /** @returns whether it was this person's */
  const endConfirmed = async (digest: string, user: string): Promise<boolean> => {
    const session = await store.sessions.find(digest);
    const isTheirs = session?.holder.kind === "token" && session.holder.user === user;
    if (isTheirs) await end(digest);
    return isTheirs;
  };

  const holderBehind = async (credential: string, secret: string) => {
    const presented = await adapters.authenticate(credential, face);
    if (!presented.ok) return presented;
    // A token that was minted for a session never leaves the server.
    if (presented.claims !== null) return { ok: false, fault: "elsewhere" } as const;
    const { principal, secretId } = presented;
    if (secretId === null) {
      const holder: SessionHolder = { kind: "bootstrap", proof: bootstrapProof(secret, credential) };
      return { ok: true, principal, holder, endsAt: null } as const;
    }
    const stored = await store.secrets.find(secretId);
    const holder: SessionHolder = { kind: "secret", id: secretId };
    return { ok: true, principal, holder, endsAt: stored?.expiresAt ?? null } as const;
  };

  return {
    async open(credential, caller) {
      const secret = generateSessionSecret(adapters.randomBytes);
      const tried = await tryCredential(face, caller, () => holderBehind(credential, secret));
      if (!tried.ok) return tried;
      if (!tried.value.ok) return accept(tried.value);
      const { principal, holder, endsAt } = tried.value;
      const session = beginSession(sessionDigest(secret), holder, now(), endsAt);
      await store.sessions.add(session);
      log.info(
        { by: loggedAs(principal), method: "token", requestId: caller.requestId },
        "signed in to the console",
      );
      return accept({ ok: true, secret, session: await show(secret, session, principal) });
    },

    async openWithToken({ id, claims, user, expiresAt }, confirms, caller) {
      const secret = generateSessionSecret(adapters.randomBytes);
      const holder: SessionHolder = { kind: "token", id, claims, user };
      const begun = beginSession(sessionDigest(secret), holder, now(), expiresAt);
      // A provider that knows the browser asks nobody: only whoever it was to ask anew has shown who they are.
      const session = confirms === null ? { ...begun, confirmedUntil: begun.signedInAt } : begun;
      if (confirms !== null && !(await endConfirmed(confirms, user))) {
        await store.tokens.revoke(id, holderOfIt, now());
        return null;
      }
      await store.sessions.add(session);
      log.info(
        { tokenId: id, method: "single_sign_on", requestId: caller.requestId },
        "signed in to the console",
      );
      return { secret };
    },

    async find(secret, caller) {
      const tried = await tryCredential(face, caller, () => find(secret));
      if (!tried.ok) return tried;
      if (!tried.value.ok) return accept(tried.value);
      const { principal } = tried.value;
      let { session } = tried.value;
      if (isToBeSeen(session, now())) {
        session = { ...session, seenAt: now() };
        await store.sessions.change(session.digest, { seenAt: session.seenAt });
      }
      return accept({ ok: true, session: await show(secret, session, principal) });
    },

    async confirm(secret, credential, caller) {
      const found = await find(secret);
      if (!found.ok) return accept({ ok: false, fault: found.fault, of: "session" });
      const tried = await tryCredential(face, caller, async () => {
        const behind = await holderBehind(credential, secret);
        if (!behind.ok) return behind;
        return isSameHolder(behind.holder, found.session.holder)
          ? { ok: true as const }
          : { ok: false as const, fault: "elsewhere" as const };
      });
      if (!tried.ok) return tried;
      if (!tried.value.ok) return accept({ ok: false, fault: tried.value.fault, of: "credential" });
      const session = { ...found.session, seenAt: now(), confirmedUntil: now() + confirmationSeconds };
      await store.sessions.change(session.digest, session);
      log.info(
        { by: loggedAs(found.principal), requestId: caller.requestId },
        "confirmed a session of the console",
      );
      return accept({ ok: true, session: await show(secret, session, found.principal) });
    },

    async handOver(secret, secretId) {
      const session = await store.sessions.find(sessionDigest(secret));
      if (session?.holder.kind !== "secret") return;
      const [before, after] = [
        await store.secrets.find(session.holder.id),
        await store.secrets.find(secretId),
      ];
      if (before?.kind !== "first" || after === null) return;
      await store.sessions.change(session.digest, {
        seenAt: now(),
        holder: { kind: "secret", id: after.id },
        expiresAt: Math.min(session.signedInAt + longestSessionSeconds, after.expiresAt),
      });
    },

    async end(secret) {
      await end(sessionDigest(secret));
    },
  };
}

/** Whether what stands behind a session is still good, and what it may do at this moment. */
async function judgeHolder(
  { store, now, bootstrapSecret, ...ports }: SessionAdapters,
  holder: SessionHolder,
  secret: string,
): Promise<
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly fault: CredentialFault }
> {
  switch (holder.kind) {
    case "bootstrap": {
      const stands =
        bootstrapSecret !== null && isSameDigest(bootstrapProof(secret, bootstrapSecret), holder.proof);
      if (!stands || !bootstrapHolder.ok) return { ok: false, fault: "revoked" };
      return { ok: true, principal: bootstrapHolder.principal };
    }
    case "secret": {
      const stored = await store.secrets.find(holder.id);
      const judged = judgeSecret(stored, face, now());
      if (!judged.ok) return judged;
      return { ok: true, principal: judged.principal };
    }
    case "token": {
      const stored = await store.tokens.find(holder.id);
      if (stored === null) return { ok: false, fault: "revoked" };
      if (!isAlive(stored, now()))
        return { ok: false, fault: stored.expiresAt <= now() ? "expired" : "revoked" };
      return {
        ok: true,
        principal: tokenHolder(ports, { stored, claims: holder.claims }, face),
      };
    }
  }
}

function isSameHolder(one: SessionHolder, other: SessionHolder): boolean {
  switch (one.kind) {
    case "bootstrap":
      return other.kind === "bootstrap" && isSameDigest(one.proof, other.proof);
    case "secret":
    case "token":
      return other.kind === one.kind && other.id === one.id;
  }
}

/** What an administrator should see to, a sentence each that says how. */
async function warningsOf({
  bootstrapSecret,
  store,
  now,
}: SessionAdapters): Promise<readonly SessionWarning[]> {
  const isFirstGood = (await store.secrets.list()).some(
    ({ kind, revokedAt, expiresAt }) => kind === "first" && revokedAt === null && expiresAt > now(),
  );
  return [
    ...(bootstrapSecret === null ? [] : [bootstrapWarning]),
    ...(isFirstGood ? [firstSecretWarning] : []),
  ];
}

const bootstrapWarning: SessionWarning = {
  code: "bootstrap_secret_active",
  message:
    "The bootstrap secret is configured, and does everything on every interface. Make a service token, sign in with that, then take COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN out of the settings and restart the server.",
};
const firstSecretWarning: SessionWarning = {
  code: "first_secret_active",
  message:
    "The first secret is still good, and does everything on every interface. Make a service token: that ends it, and its file is removed.",
};
