/** Administrators' secrets as documents, without their text. */

import type { StoredSecret } from "../../store/store.ts";
import type { ServiceTokenDocument } from "./service-token-wire.ts";
import { toTimestamp } from "./wire.ts";

export function toServiceTokenDocument(stored: StoredSecret): ServiceTokenDocument {
  const { id, name, role, audience, kind, createdAt, expiresAt, revokedAt } = stored;
  return {
    id,
    name,
    role,
    audience: audience === null ? null : [...audience],
    kind,
    created_at: toTimestamp(createdAt),
    expires_at: toTimestamp(expiresAt),
    revoked_at: revokedAt === null ? null : toTimestamp(revokedAt),
  };
}
