/**
 * Who presents this credential? The bootstrap secret and administrators' secrets are good on every face; an
 * access token, and the reference token that stands for it, only on the face it was minted for. Everything
 * else is nobody. What is the matter with a credential is known only of what this server provably issued.
 */

import {
  bootstrapName,
  type CredentialFault,
  type Presented,
  type Principal,
  rolesThatCount,
} from "./core/access.ts";
import { generateReferenceToken, type RandomBytes } from "./core/reference-token.ts";
import type { Claims, EpochSeconds, FaceName, Project } from "./core/terms.ts";
import { digestSecret, isSameDigest } from "./keys/secret-digest.ts";
import type { FindOwnToken, OwnToken } from "./own-tokens.ts";
import { looksLikeSecret } from "./secrets.ts";
import type { SecretTable, StoredSecret } from "./store/store.ts";

/** What a face's own access tokens let their bearer do here; each face lays out and reads its own claims. */
export interface TokenAuthority {
  /** Administrator, on that face only. */
  readonly admin: boolean;
  /** Also an operator's; absent: no. */
  readonly operator?: boolean;
  readonly projectRoles: Principal["projectRoles"];
  readonly introspects: Principal["introspects"];
  /** True: in histories it goes by the user name it is revoked by, since its subject is an id; absent: by its subject. */
  readonly byUserName?: boolean;
}

export interface AuthenticatorPorts {
  /** Accepted only while it is configured; kept here as a digest. */
  readonly bootstrapSecret: string | null;
  readonly secrets: Pick<SecretTable, "findByHash">;
  readonly findToken: FindOwnToken;
  /** By face; tokens of a face that is not listed have no authority. */
  readonly authorities: ReadonlyMap<FaceName, (claims: Claims) => TokenAuthority>;
  /** The project as it stands; undefined: there is none of that key. */
  projectByKey(key: string): Project | undefined;
  now(): EpochSeconds;
}

/**
 * @param tokens `of_the_face`, also when absent: its own; `of_any_face`: those of others too, which then have
 *   no authority, for what whoever holds a token may do with that token
 */
export type Authenticate = (
  credential: string,
  face: FaceName,
  tokens?: "of_the_face" | "of_any_face",
) => Promise<Presented>;

/** Longer texts are not looked at. */
const maxCredentialCharacters = 32_768;
/** The faces on which the service tokens of resource servers are good: there they ask about tokens of others. */
const introspectionFaces: ReadonlySet<FaceName> = new Set(["oauth", "keystone"]);
const noAuthority: TokenAuthority = { admin: false, projectRoles: [], introspects: [] };

/** Whoever presents the bootstrap secret. */
export const bootstrapHolder: Presented = secretHolder(
  { id: null, name: bootstrapName },
  "operator",
  "every",
);

/** @see FaceServices.authenticate */
export function createAuthenticator(ports: AuthenticatorPorts): Authenticate {
  const bootstrapDigest = ports.bootstrapSecret === null ? null : digestSecret(ports.bootstrapSecret);
  return async (credential, face, tokens = "of_the_face") => {
    if (credential.length > maxCredentialCharacters) return bad("unknown");
    const digest = digestSecret(credential);
    if (bootstrapDigest !== null && isSameDigest(digest, bootstrapDigest)) {
      return bootstrapHolder;
    }
    if (looksLikeSecret(credential)) return bySecret(ports, digest, face);
    const found = await ports.findToken(credential);
    if (!found.ok) return found;
    if (tokens === "of_the_face" && found.token.stored.face !== face) return bad("elsewhere");
    const { claims } = found.token;
    return { ok: true, principal: tokenHolder(ports, found.token, face), claims, secretId: null };
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

async function bySecret(ports: AuthenticatorPorts, digest: string, face: FaceName): Promise<Presented> {
  return judgeSecret(await ports.secrets.findByHash(digest), face, ports.now());
}

/** Service tokens, and the first secret while it lives: 24 hours, or until it made a service token. */
export function judgeSecret(stored: StoredSecret | null, face: FaceName, now: EpochSeconds): Presented {
  if (stored === null) return bad("unknown");
  if (stored.expiresAt <= now) return bad("expired");
  if (stored.revokedAt !== null) return bad("revoked");
  const { id, role } = stored;
  const secret = { id, name: stored.kind === "service" ? `service:${stored.name}` : stored.name };
  if (role !== "introspect") return secretHolder(secret, role, "every");
  return introspectionFaces.has(face)
    ? secretHolder(secret, "workload", stored.audience ?? "every")
    : bad("elsewhere");
}

/** The row decides on face, revocation and expiry; the claims, of which we alone are the author, on authority. */
export function tokenHolder(
  ports: Pick<AuthenticatorPorts, "authorities" | "projectByKey">,
  { stored, claims }: OwnToken,
  face: FaceName,
): Principal {
  const read = stored.face === face ? ports.authorities.get(face) : undefined;
  const { admin, operator, projectRoles, introspects, byUserName = false } = read?.(claims) ?? noAuthority;
  return {
    name: (byUserName ? stored.userName : null) ?? stored.subject,
    role: operator === true ? "operator" : admin ? "admin" : "workload",
    face: stored.face,
    tokenId: stored.tokenId,
    selfRevocable: stored.selfRevocable,
    introspects,
    projectRoles: rolesThatCount(projectRoles, ports.projectByKey),
  };
}

function secretHolder(
  { id, name }: { readonly id: string | null; readonly name: string },
  role: Principal["role"],
  introspects: Principal["introspects"],
): Presented {
  return {
    ok: true,
    principal: { name, role, face: null, tokenId: null, selfRevocable: false, introspects, projectRoles: [] },
    claims: null,
    secretId: id,
  };
}

function bad(fault: CredentialFault): Presented {
  return { ok: false, fault };
}
