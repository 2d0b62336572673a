/**
 * `countersign key rewrap` and `key reset`: what is done about the master key, on the server's own machine,
 * with its settings. Keys are read from files only.
 */

import type { Command } from "commander";
import { readDatabaseConfig } from "../config.ts";
import { counted } from "../core/counted.ts";
import { fitOf, resetKeys, rewrapKeys } from "../keys/keys-at-rest.ts";
import { type MasterKey, readMasterKey } from "../keys/master-key.ts";
import { OwnKeyProblem } from "../keys/own-key-problem.ts";
import type { Store } from "../store/store.ts";
import { addCommand, type Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { databaseOf, type PlaceOptions, withStore } from "./place.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";
import { placeOf } from "./start-problem.ts";
import type { Terminal } from "./terminal.ts";
import { commandWith } from "./wording.ts";

const options = (command: Command) => addSettingOptions(command, ["dataDir", "databaseUrl", "masterKeyFile"]);

export function addKeyAtRestCommands(key: Command, shell: Shell): void {
  const { terminal, argv } = shell;

  addCommand<PlaceOptions & { readonly newMasterKeyFile: string }>(key, shell, {
    usage: "rewrap",
    description: "wrap the signing keys under another master key, on the server's own machine",
    options: [
      (command) =>
        command.requiredOption("--new-master-key-file <file>", "file that holds the other master key"),
      options,
    ],
    notes:
      "Servers may stay up: they go on with the keys they have opened, and take the new master key from\ntheir file once it is there. All keys change in one transaction, or none.",
    async run({ newMasterKeyFile, ...given }) {
      const file = masterKeyFile(terminal, given);
      const present = await readKey("--master-key-file", file);
      const next = await readKey("--new-master-key-file", newMasterKeyFile);
      const count = await withStore(terminal, given, async (store, { randomBytes }) => {
        const instanceId = await instanceOf(store);
        const vault = (masterKey: MasterKey) => ({ masterKey, instanceId, randomBytes });
        return rewrapKeys(atRest(store), vault(present), vault(next));
      });
      return {
        document: { rewrapped: count ?? 0, master_key_file: newMasterKeyFile },
        lines: [
          count === null
            ? `Nothing was changed: the signing keys are under the master key in ${newMasterKeyFile} already.`
            : `Now under the master key in ${newMasterKeyFile}: ${keys(count)}.`,
        ],
        asides: [
          `It has to take the place of ${file} on every node: running servers find it there within half a minute, and no server starts with the other. Keep the old one for as long as you keep backups made before.`,
        ],
      };
    },
  });

  addCommand<PlaceOptions & { readonly yes?: true }>(key, shell, {
    usage: "reset",
    description: "give up the signing keys because the master key is lost, on the server's own machine",
    options: [(command) => command.option("--yes", "do it: every token issued so far is ended"), options],
    notes:
      "Stop the servers first. The next start makes new signing keys; configuration, records and secrets stay.",
    async run({ yes, ...given }) {
      const file = masterKeyFile(terminal, given);
      const count = await withStore(terminal, given, async (store, ports) => {
        await requireLost(store, file);
        if (yes !== true) {
          const { length } = await store.signingKeys.list();
          const place = placeOf(databaseOf(terminal, given));
          throw new CommandFailure(
            exitCodes.usage,
            `${whatResetEnds(length, place)}\nStop the servers, then: ${commandWith(argv, "--yes")}`,
          );
        }
        return resetKeys(atRest(store), "key reset", ports.now());
      });
      return {
        document: { removed: count },
        lines: [`Removed: ${keys(count)}. The next start of the server makes new ones.`],
        asides: [
          `If a file is left at ${file}, it becomes the master key. Without one, a server on SQLite makes it; with PostgreSQL make one and give it to every node.`,
        ],
      };
    },
  });
}

const keys = (count: number) => counted(count, "signing key");

/** @param place of the database */
function whatResetEnds(count: number, place: string): string {
  return `Nothing was changed. This would give up ${keys(count)} of the database ${place}, for good, and with that end every token issued so far: on our faces at once, elsewhere when verifiers have read the new key set. Each workload must exchange again. Configuration, records and administrators' secrets stay.`;
}

function masterKeyFile(terminal: Terminal, given: PlaceOptions): string {
  return readDatabaseConfig(terminal.environment, settingFlags(given)).masterKeyFile;
}

function atRest(store: Store) {
  return { table: store.signingKeys, facts: store.secrets };
}

async function instanceOf(store: Store): Promise<string> {
  const instanceId = await store.secrets.instanceFact("instance_id");
  if (instanceId !== null) return instanceId;
  throw new CommandFailure(
    exitCodes.usage,
    "No server has ever started on this database, so it has no signing keys. Start one: it makes them.",
  );
}

/** @throws CommandFailure when the master key is there after all: nothing needs to be given up then */
async function requireLost(store: Store, file: string): Promise<void> {
  const masterKey = await readMasterKey(file).catch(() => null);
  if (masterKey === null) return;
  if ((await fitOf(atRest(store), masterKey, await instanceOf(store))) !== "fits") return;
  throw new CommandFailure(
    exitCodes.usage,
    `The master key of this database is in ${file}, so nothing is lost. For other signing keys: countersign key rotate. Nothing was changed.`,
  );
}

/** @param by the option that names the file @throws OwnKeyProblem, which tells that option */
async function readKey(by: string, file: string): Promise<MasterKey> {
  try {
    return await readMasterKey(file);
  } catch (problem) {
    throw problem instanceof OwnKeyProblem ? problem.told((message) => `${by}: ${message}`) : problem;
  }
}
