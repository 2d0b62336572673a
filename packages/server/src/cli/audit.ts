/**
 * `countersign audit`: whether the records are still those that were written. Done on the server's own machine,
 * with its settings; the server may stay up.
 */

import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { findingsResult } from "./audit-findings.ts";
import { readWitnesses, type WitnessOptions, witnessOptions } from "./audit-inputs.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import {
  databaseFailure,
  databaseOf,
  type PlaceOptions,
  placeOptions,
  requireDatabase,
  withStore,
} from "./place.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";

const secondsPerDay = 86_400;

export function addAuditCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const audit = addGroup(program, "audit", "whether records and configuration are those that were written");

  addCommand<PlaceOptions & WitnessOptions>(audit, shell, {
    usage: "verify",
    description: "recompute the hash chain, and hold it against checkpoints",
    options: [witnessOptions, placeOptions],
    notes:
      "Ends with 6 when something does not hold. Give checkpoints that were kept elsewhere: whoever can write the database can write a chain that holds.",
    async run({ checkpoints, keys, ...place }) {
      const witnesses = await readWitnesses({
        ...(checkpoints !== undefined && { checkpoints }),
        ...(keys !== undefined && { keys }),
      });
      const url = databaseOf(terminal, place);
      requireDatabase(url);
      const { connectForAudit } = await import("../audit/connect.ts");
      const { verifyDatabase } = await import("../audit/verify-database.ts");
      const db = await connectForAudit(url).catch((problem: unknown) => {
        throw databaseFailure(problem, url);
      });
      try {
        const findings = await verifyDatabase(db, witnesses, Math.floor(Date.now() / 1000));
        return findingsResult(findings, "the database");
      } finally {
        await db.destroy();
      }
    },
  });

  addCommand<PlaceOptions>(audit, shell, {
    usage: "checkpoint",
    description: "sign what the chain holds now, keep it, and print it to be kept elsewhere",
    options: [
      placeOptions,
      (command) =>
        addSettingOptions(command, ["masterKeyFile", "publicUrl", "signingAlg", "recordsRetentionDays"]),
    ],
    notes: "With the settings of the server: the checkpoint names its issuer and how long it keeps records.",
    async run(options) {
      const config = readConfig(terminal.environment, settingFlags(options));
      const made = await withStore(terminal, options, async (store, ports) => {
        const { makeCheckpoint } = await import("../audit/make-checkpoint.ts");
        return makeCheckpoint({
          audit: store.audit,
          issuer: config.publicUrls[0] ?? "",
          retentionSeconds: config.recordsRetentionDays * secondsPerDay,
          signNaming: await localSigner(store, ports, config),
          now: ports.now,
          newId: ports.newId,
        });
      });
      return {
        document: { id: made.id, made_at: new Date(made.madeAt * 1000).toISOString(), checkpoint: made.text },
        lines: [made.text],
      };
    },
  });
}

type Work = Parameters<typeof withStore<unknown>>[2];

/** Signs with the key the server signs with. @throws OwnKeyProblem, CommandFailure */
async function localSigner(
  store: Parameters<Work>[0],
  ports: Parameters<Work>[1],
  config: ReturnType<typeof readConfig>,
) {
  const { openActiveSigner } = await import("../keys/active-signer.ts");
  const { readMasterKey } = await import("../keys/master-key.ts");
  const instanceId = await store.secrets.instanceFact("instance_id");
  const signer =
    instanceId === null
      ? null
      : await openActiveSigner(
          {
            masterKey: await readMasterKey(config.masterKeyFile),
            instanceId,
            randomBytes: ports.randomBytes,
          },
          store.signingKeys,
          config.signingAlgorithms,
          ports.now(),
        );
  if (signer !== null) return signer;
  throw new CommandFailure(
    exitCodes.failed,
    "There is no signing key yet: the server makes one when it is started for the first time.",
  );
}
