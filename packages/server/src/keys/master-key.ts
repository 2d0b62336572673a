/**
 * The master key: 32 random bytes in a file, which wrap every private key at rest. It never enters the
 * database or a backup of it, so a stolen database signs nothing; and a database that has one gets no other.
 */

import { createSecretKey, type KeyObject } from "node:crypto";
import type { RandomBytes } from "../core/reference-token.ts";
import { OwnKeyProblem } from "./own-key-problem.ts";
import { createSecretFile, readSecretFile, type SecretFile } from "./secret-file.ts";

/** A key object shows nothing of itself when it is printed or serialised. */
export type MasterKey = KeyObject;

const keyBytes = 32;

export interface MasterKeyOptions {
  readonly path: string;
  /** Make the key when there is no file: right for the first start of a single node, never beside a shared database. */
  readonly createIfMissing: boolean;
  /** Whether the database was made with a master key: then a missing one is to be restored, and never made. */
  readonly databaseHasOne: boolean;
  readonly randomBytes: RandomBytes;
}

export interface OpenedMasterKey {
  readonly masterKey: MasterKey;
  /** False: the file was there before. */
  readonly made: boolean;
}

/**
 * Reads the master key, or makes it.
 * @throws OwnKeyProblem with `master_key_missing`, `…_exposed`, `…_malformed` or `…_unreadable`
 */
export async function openMasterKey(options: MasterKeyOptions): Promise<OpenedMasterKey> {
  const { path, createIfMissing, databaseHasOne, randomBytes } = options;
  const found = await readSecretFile(path, keyBytes);
  if (found.kind === "missing" && databaseHasOne) throw lost(path);
  if (found.kind !== "missing" || !createIfMissing) return { masterKey: readKey(path, found), made: false };
  const content = randomBytes(keyBytes);
  if (await createSecretFile(path, content)) return { masterKey: createSecretKey(content), made: true };
  // Somebody else made it at the same moment: theirs counts.
  return { masterKey: await readMasterKey(path), made: true };
}

/** Reads a master key that must be there. @throws OwnKeyProblem like `openMasterKey` */
export async function readMasterKey(path: string): Promise<MasterKey> {
  return readKey(path, await readSecretFile(path, keyBytes));
}

function readKey(path: string, file: SecretFile): MasterKey {
  switch (file.kind) {
    case "missing":
      throw new OwnKeyProblem(
        "master_key_missing",
        `There is no master key at ${path}. Put there the key that is meant, on a further node the one that the others have; or make a new one: (umask 077; head -c ${keyBytes} /dev/urandom > ${path})`,
      );
    case "exposed":
      throw new OwnKeyProblem(
        "master_key_exposed",
        `The master key ${path} can be read by others (mode ${file.mode}). Restrict it with: chmod 600 ${path}. If somebody may have read it, replace it.`,
      );
    case "unreadable":
      throw new OwnKeyProblem(
        "master_key_unreadable",
        `The master key ${path} cannot be read: ${file.fault}. It must be a file that belongs to the user the server runs as.`,
      );
    case "too_large":
      throw malformed(path, `more than ${keyBytes} bytes`);
    case "read":
      if (file.content.length !== keyBytes) throw malformed(path, `${file.content.length} bytes`);
      return createSecretKey(file.content);
  }
}

function lost(path: string): OwnKeyProblem {
  return new OwnKeyProblem(
    "master_key_missing",
    `${path} is missing, but this database was made with one: restore it from your backup, or, if it is lost for good, see docs/OPERATIONS.md, "Master key". Nothing was changed.`,
  );
}

function malformed(path: string, size: string): OwnKeyProblem {
  return new OwnKeyProblem(
    "master_key_malformed",
    `The master key ${path} holds ${size}; it must hold exactly ${keyBytes} raw bytes, not text. Restore it from where you keep it.`,
  );
}
