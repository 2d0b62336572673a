/**
 * Who presents this credential? The bootstrap secret and administrators' secrets are good on every face; an
 * access token, and the reference token that stands for it, only on the face it was minted for. Everything
 * else is nobody. Which credential did not hold, and why, is told to no caller.
 */

import type { Principal } from "./core/access.ts";
import { ownMember } from "./core/json.ts";
import { generateReferenceToken, looksLikeReferenceToken, type RandomBytes } from "./core/reference-token.ts";
import type { Verdict } from "./core/refusal.ts";
import { isAlive } from "./core/revocation.ts";
import type { Claims, EpochSeconds, FaceName } from "./core/terms.ts";
import { digestSecret, isSameDigest } from "./keys/secret-digest.ts";
import { looksLikeSecret } from "./secrets.ts";
import type { SecretTable, StoredToken, TokenTable } from "./store/store.ts";

/** What a face's own access tokens let their bearer do here; each face lays out and reads its own claims. */
export interface TokenAuthority {
  /** Administrator, on that face only. */
  readonly admin: boolean;
  readonly projectRoles: Principal["projectRoles"];
}

export interface AuthenticatorPorts {
  /** Accepted only while it is configured; kept here as a digest. */
  readonly bootstrapSecret: string | null;
  readonly secrets: Pick<SecretTable, "findByHash">;
  readonly tokens: Pick<TokenTable, "find" | "findByReference">;
  verifyOwnToken(token: string, now: EpochSeconds): Verdict<Claims>;
  /** By face; tokens of a face that is not listed have no authority. */
  readonly authorities: ReadonlyMap<FaceName, (claims: Claims) => TokenAuthority>;
  now(): EpochSeconds;
}

/** @returns null when the credential is not good on this face */
export type Authenticate = (credential: string, face: FaceName) => Promise<Principal | null>;

/** Longer texts are not looked at. */
const maxCredentialCharacters = 32_768;
const noAuthority: TokenAuthority = { admin: false, projectRoles: [] };

/** @see FaceServices.authenticate */
export function createAuthenticator(ports: AuthenticatorPorts): Authenticate {
  const bootstrapDigest = ports.bootstrapSecret === null ? null : digestSecret(ports.bootstrapSecret);
  return async (credential, face) => {
    if (credential.length > maxCredentialCharacters) return null;
    const digest = digestSecret(credential);
    if (bootstrapDigest !== null && isSameDigest(digest, bootstrapDigest)) {
      return secretHolder("bootstrap", "operator");
    }
    if (looksLikeSecret(credential)) return bySecret(ports, digest);
    if (looksLikeReferenceToken(credential)) return byReferenceToken(ports, digest, face);
    return byAccessToken(ports, credential, face);
  };
}

/** Makes a reference token. @returns the token for the caller, and the digest it is found by */
export function issueReferenceToken(
  randomBytes: RandomBytes,
  expiresAt: EpochSeconds,
): { readonly token: string; readonly hash: string } {
  const token = generateReferenceToken(randomBytes, expiresAt);
  return { token, hash: digestSecret(token) };
}

/** Service tokens, and the first secret while it lives: 24 hours, or until it made a service token. */
async function bySecret(ports: AuthenticatorPorts, digest: string): Promise<Principal | null> {
  const stored = await ports.secrets.findByHash(digest);
  if (stored === null || stored.revokedAt !== null || stored.expiresAt <= ports.now()) return null;
  return secretHolder(stored.kind === "service" ? `service:${stored.name}` : stored.name, stored.role);
}

async function byReferenceToken(
  ports: AuthenticatorPorts,
  digest: string,
  face: FaceName,
): Promise<Principal | null> {
  const found = await ports.tokens.findByReference(digest);
  return found === null ? null : tokenHolder(ports, found.token, found.claims, face);
}

async function byAccessToken(
  ports: AuthenticatorPorts,
  credential: string,
  face: FaceName,
): Promise<Principal | null> {
  const claims = ports.verifyOwnToken(credential, ports.now());
  if (!claims.ok) return null;
  const tokenId = ownMember(claims.value, "jti");
  const stored = typeof tokenId === "string" ? await ports.tokens.find(tokenId) : null;
  return stored === null ? null : tokenHolder(ports, stored, claims.value, face);
}

/** The row decides on face, revocation and expiry; the claims, of which we alone are the author, on authority. */
function tokenHolder(
  ports: AuthenticatorPorts,
  stored: StoredToken,
  claims: Claims,
  face: FaceName,
): Principal | null {
  if (stored.face !== face || !isAlive(stored, ports.now())) return null;
  const { admin, projectRoles } = ports.authorities.get(face)?.(claims) ?? noAuthority;
  return {
    name: stored.subject,
    role: admin ? "admin" : "workload",
    face,
    tokenId: stored.tokenId,
    selfRevocable: stored.selfRevocable,
    projectRoles,
  };
}

function secretHolder(name: string, role: "operator" | "admin"): Principal {
  return { name, role, face: null, tokenId: null, selfRevocable: false, projectRoles: [] };
}
