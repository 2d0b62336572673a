/**
 * The first secret: how an operator gets into a new installation. It is written to a file that only the
 * server's own user can read and is never printed; it is good on every face for 24 hours, or until the first
 * service token is made with it, and then its file goes. Who misses that makes another on the machine itself.
 */

import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EpochSeconds } from "./core/terms.ts";
import { digestSecret } from "./keys/secret-digest.ts";
import { replaceSecretFile } from "./keys/secret-file.ts";
import type { Log } from "./runtime/log.ts";
import { looksLikeSecret } from "./secrets.ts";
import { keepSecret, prepareSecret, type SecretPorts } from "./service-tokens.ts";
import type { SecretTable, StoredSecret } from "./store/store.ts";

export const firstSecretLifetimeSeconds = 86_400;

/** Its file in the data folder. */
export const firstSecretFileIn = (dataDir: string): string => join(dataDir, "first-secret");

/** A first secret that is still good, for whoever starts the server. */
export interface StandingFirstSecret {
  readonly file: string;
  /** This start made it. */
  readonly isNew: boolean;
  readonly expiresAt: EpochSeconds;
}

export interface FirstSecret {
  /** Null: none is good any more, or none is needed. */
  readonly standing: StandingFirstSecret | null;
  /** Removes its file once it is dead, and says so in the log. */
  removeDead(): Promise<void>;
}

/** What a server does about it at its start. @param isNeeded whether nobody could get in without it */
export async function openFirstSecret(options: {
  readonly ports: SecretPorts & { readonly secrets: SecretTable };
  readonly dataDir: string;
  readonly isNeeded: boolean;
  readonly log: Pick<Log, "info" | "warn">;
}): Promise<FirstSecret> {
  const { ports, dataDir, isNeeded, log } = options;
  const file = firstSecretFileIn(dataDir);
  const removeDead = async () => {
    if (await removeDeadFirstSecret(ports, file)) {
      log.info({ file }, "the first secret is good no more, and its file was removed");
    }
  };
  await removeDead().catch((problem: unknown) =>
    log.warn(
      { err: problem, file },
      "the first secret's file could not be looked at or removed; remove it once the secret is good no more",
    ),
  );
  if (!isNeeded) return { standing: null, removeDead };
  const isNew = (await ensureFirstSecret(ports, file)) !== null;
  // What cannot be read was warned of above.
  const stored = await firstSecretIn(ports, file).catch(() => null);
  if (stored === null || !isGood(stored, ports.now())) return { standing: null, removeDead };
  return { standing: { file, isNew, expiresAt: stored.expiresAt }, removeDead };
}

/**
 * Makes the first secret when the installation never had any secret.
 * @param path where to write it, mode 0600
 * @returns the path, for the person who starts the server; null when there was nothing to do
 */
export async function ensureFirstSecret(ports: SecretPorts, path: string): Promise<string | null> {
  if ((await ports.secrets.list()).length > 0) return null;
  const { secret, stored } = prepareSecret(ports, {
    name: "first-secret",
    kind: "first",
    role: "operator",
    audience: null,
    lifetimeSeconds: firstSecretLifetimeSeconds,
  });
  // The file first: a start that is cut off between the two is simply made again.
  await replaceSecretFile(path, Buffer.from(`${secret}\n`));
  await keepSecret(ports, stored);
  return path;
}

/**
 * Removes the file of a first secret that is used up, revoked or expired, and no other: what stands in it has to
 * be the text of a first secret of this database, and nothing else.
 * @returns whether it was removed
 */
export async function removeDeadFirstSecret(
  { secrets, now }: Pick<SecretPorts, "now"> & { readonly secrets: Pick<SecretTable, "findByHash"> },
  path: string,
): Promise<boolean> {
  const stored = await firstSecretIn({ secrets }, path);
  if (stored === null || isGood(stored, now())) return false;
  await rm(path);
  return true;
}

function isGood({ revokedAt, expiresAt }: StoredSecret, now: EpochSeconds): boolean {
  return revokedAt === null && expiresAt > now;
}

/** @returns null when what stands in the file is not the text of a first secret of this database */
async function firstSecretIn(
  { secrets }: { readonly secrets: Pick<SecretTable, "findByHash"> },
  path: string,
): Promise<StoredSecret | null> {
  const text = await readShort(path);
  if (!looksLikeSecret(text)) return null;
  const stored = await secrets.findByHash(digestSecret(text));
  return stored?.kind === "first" ? stored : null;
}

/** A secret and a line's end are shorter. */
const mostBytes = 128;

/** @returns nothing for whatever cannot be the file of a secret */
async function readShort(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size > mostBytes) return "";
  return (await readFile(path, "latin1")).trim();
}
