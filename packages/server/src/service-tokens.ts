/**
 * Service tokens: revocable secrets for administrators' automation. The value is shown once, to whoever made
 * it; the database holds its digest. Making one ends the first secret, which exists to make it.
 */

import { loggedAs } from "./core/access.ts";
import type { RandomBytes } from "./core/reference-token.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { ServiceToken, ServiceTokenRequest } from "./faces/services/keeping.ts";
import type { FaceServices } from "./faces/services.ts";
import { digestSecret } from "./keys/secret-digest.ts";
import type { Log } from "./runtime/log.ts";
import { generateSecret } from "./secrets.ts";
import type { SecretTable, StoredSecret } from "./store/store.ts";

/** A year: whatever lives longer is forgotten. */
export const maxServiceTokenLifetimeSeconds = 366 * 86_400;
/** A resource server has a few audiences; each is no longer than a mapping's may be. */
const mostAudiences = 64;
const longestAudience = 2_048;

export interface SecretPorts {
  readonly secrets: Pick<SecretTable, "add" | "list" | "revoke">;
  readonly randomBytes: RandomBytes;
  now(): EpochSeconds;
  newId(): string;
}

/** Makes a service token and ends every first secret. Whether the caller may is the caller's to check. */
export async function createServiceToken(
  ports: SecretPorts,
  request: ServiceTokenRequest,
): Promise<ServiceToken> {
  const { name, role, audience = null, lifetimeSeconds } = request;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    return { ok: false, field: "name", detail: 'name must have 1 to 64 letters, digits, "-", "_" or ".".' };
  }
  if (
    !Number.isInteger(lifetimeSeconds) ||
    lifetimeSeconds < 1 ||
    lifetimeSeconds > maxServiceTokenLifetimeSeconds
  ) {
    const detail = `lifetimeSeconds must be a whole number from 1 to ${maxServiceTokenLifetimeSeconds}.`;
    return { ok: false, field: "lifetimeSeconds", detail };
  }
  if (audience !== null && !isAudience(role, audience)) {
    const detail = `audience is for the role introspect, and has 1 to ${mostAudiences} texts of 1 to ${longestAudience} characters.`;
    return { ok: false, field: "audience", detail };
  }
  const prepared = prepareSecret(ports, { name, kind: "service", role, audience, lifetimeSeconds });
  await keepSecret(ports, prepared.stored, await firstSecrets(ports));
  return { ok: true, ...prepared };
}

function isAudience(role: StoredSecret["role"], audience: readonly string[]): boolean {
  const sound = audience.every((one) => one.length > 0 && one.length <= longestAudience);
  return role === "introspect" && audience.length > 0 && audience.length <= mostAudiences && sound;
}

/** Makes a secret and the row that recognises it, which counts once `keepSecret` has stored it. */
export function prepareSecret(
  ports: Pick<SecretPorts, "randomBytes" | "now" | "newId">,
  wanted: Pick<StoredSecret, "name" | "kind" | "role" | "audience"> & { readonly lifetimeSeconds: number },
): { readonly secret: string; readonly stored: StoredSecret } {
  const { lifetimeSeconds, ...described } = wanted;
  const secret = generateSecret(ports.randomBytes);
  const createdAt = ports.now();
  const stored: StoredSecret = {
    ...described,
    id: ports.newId(),
    hash: digestSecret(secret),
    createdAt,
    expiresAt: createdAt + lifetimeSeconds,
    revokedAt: null,
  };
  return { secret, stored };
}

/**
 * @param inPlaceOf ids of secrets that end with it
 * @throws when 256 random bits were drawn before: nothing is issued from a broken random source
 */
export async function keepSecret(
  ports: Pick<SecretPorts, "secrets">,
  stored: StoredSecret,
  inPlaceOf: readonly string[] = [],
): Promise<void> {
  if (!(await ports.secrets.add(stored, inPlaceOf))) throw new Error("a new secret was not new");
}

/** The ids of those that are still good. */
async function firstSecrets({ secrets }: Pick<SecretPorts, "secrets">): Promise<readonly string[]> {
  const first = (await secrets.list()).filter(
    ({ kind, revokedAt }) => kind === "first" && revokedAt === null,
  );
  return first.map(({ id }) => id);
}

/** What faces may do with service tokens; each change leaves a line in the log. */
export function bindServiceTokens(ports: SecretPorts, log: Pick<Log, "info">): FaceServices["serviceTokens"] {
  return {
    list: () => ports.secrets.list(),
    async create(by, request) {
      const made = await createServiceToken(ports, request);
      if (made.ok) {
        const { id, name, role } = made.stored;
        log.info({ by: loggedAs(by), id, name, role }, "a service token was made");
      }
      return made;
    },
    async revoke(by, id) {
      const revoked = await ports.secrets.revoke(id, ports.now());
      if (revoked) log.info({ by: loggedAs(by), id }, "a service token was revoked");
      return revoked;
    },
  };
}
