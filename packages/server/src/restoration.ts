/** What a person is told of a restored database: when it is filled, and when its first opening has ended what it had to. */

import type { Log } from "./runtime/log.ts";
import type { Settled } from "./store/store.ts";

/** What is refused from the first opening on. */
export const refusedFromThen =
  "all access tokens issued before, all administrators' secrets (make new ones with `countersign admin token create`), and single-use ID tokens issued before";
const withdrawAgain =
  "If a signing key was withdrawn since the backup, withdraw it again: `countersign key rotate --emergency`.";

/** Before the first opening. */
export const afterRestoring: readonly string[] = [
  `Whatever was revoked or used since the backup is forgotten, so at the next start these are refused: ${refusedFromThen}.`,
  withdrawAgain,
];

/** After it, to whoever was the first. */
export const wasRestored = `The database was restored, and this is the first to open it since. Whatever was revoked or used since the backup is forgotten, so from now on these are refused: ${refusedFromThen}. ${withdrawAgain}`;

/** Once for each restoration: by the server that ended something. */
export function logSettled(log: Pick<Log, "warn">, settled: Settled | null): void {
  if (settled === null) return;
  log.warn({ secretsRevoked: settled.secrets, sessionsEnded: settled.sessions }, wasRestored);
}
