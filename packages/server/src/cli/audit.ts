/**
 * `countersign audit`: whether the records are still those that were written. Done on the server's own machine,
 * with its settings; the server may stay up.
 */

import type { Command } from "commander";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { AuditFindings } from "../audit/findings.ts";
import { readConfig } from "../config.ts";
import { counted } from "../core/counted.ts";
import { toTimestamp } from "../faces/admin/wire.ts";
import type { Schema } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { findingsResult } from "./audit-findings.ts";
import { readWitnesses, type WitnessOptions, witnessOptions } from "./audit-inputs.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { newFileProblem, requireFile } from "./file-problem.ts";
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
import type { Terminal } from "./terminal.ts";

const secondsPerDay = 86_400;

export function addAuditCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const audit = addGroup(program, "audit", "whether records and configuration are those that were written");

  addCommand<PlaceOptions & WitnessOptions>(audit, shell, {
    usage: "verify [file]",
    description: "recompute the hash chain of the database, or of an export, and hold it against checkpoints",
    options: [witnessOptions, placeOptions],
    notes:
      "Ends with 6 when something does not hold. Give checkpoints that were kept elsewhere: whoever can write the database can write a chain that holds.",
    async run({ checkpoints, keys, ...place }, file?: string) {
      const witnesses = readWitnesses({
        ...(checkpoints !== undefined && { checkpoints }),
        ...(keys !== undefined && { keys }),
      });
      if (file !== undefined) return findingsResult(await verifyFile(file, witnesses), file);
      const { verifyDatabase } = await import("../audit/verify-database.ts");
      return withAuditedDatabase(terminal, place, async (db) =>
        findingsResult(await verifyDatabase(db, witnesses, epochSeconds()), "the database"),
      );
    },
  });

  addCommand<PlaceOptions & ExportChoices>(audit, shell, {
    usage: "export <file>",
    description: "copy the chain into a new file, as of one moment, to be kept or verified elsewhere",
    options: [
      (command) =>
        command
          .option("--since <time>", "records from this time on, as 2026-01-31T00:00:00Z")
          .option("--until <time>", "records before this time")
          .option("--details", "with claims, grants and requests, unless they were erased"),
      placeOptions,
    ],
    notes:
      "JSON lines, described in docs/AUDIT.md; readable by you alone. Outside the times the links are exported without their records, so that the chain stays whole.",
    async run({ since, until, details, ...place }, file: string) {
      const options = {
        since: readTime("--since", since),
        until: readTime("--until", until),
        details: details === true,
        now: epochSeconds(),
      };
      const { writeExport } = await import("../audit/export-file.ts");
      const written = await withAuditedDatabase(terminal, place, (db) =>
        writeExport(db, file, options).catch((problem: unknown) => {
          throw newFileProblem(problem, file, "an export") ?? problem;
        }),
      );
      return {
        document: { file, ...written },
        lines: [`wrote ${file}: ${counted(written.records, "record")} in ${counted(written.lines, "line")}`],
      };
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
        const signNaming = await localSigner(store, ports, config);
        const issuer = config.publicUrls[0] ?? "";
        await requireServersIssuer(store, issuer);
        return makeCheckpoint({
          audit: store.audit,
          issuer,
          retentionSeconds: config.recordsRetentionDays * secondsPerDay,
          signNaming,
          now: ports.now,
          newId: ports.newId,
        });
      });
      return {
        document: { id: made.id, made_at: toTimestamp(made.madeAt), checkpoint: made.text },
        lines: [made.text],
      };
    },
  });
}

interface ExportChoices {
  readonly since?: string;
  readonly until?: string;
  readonly details?: true;
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** @throws CommandFailure */
function readTime(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const read = z.iso.datetime({ offset: true }).safeParse(text);
  if (read.success) return Math.floor(Date.parse(read.data) / 1000);
  throw new CommandFailure(
    exitCodes.usage,
    `${flag} must be a time like 2026-01-31T00:00:00Z, not "${text}".`,
  );
}

/** Opens the database the server's settings name to be read, and closes it again. */
async function withAuditedDatabase<T>(
  terminal: Terminal,
  place: PlaceOptions,
  work: (db: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const url = databaseOf(terminal, place);
  requireDatabase(url);
  const { connectForAudit } = await import("../audit/connect.ts");
  const db = await connectForAudit(url).catch((problem: unknown) => {
    throw databaseFailure(problem, url);
  });
  try {
    return await work(db);
  } catch (problem) {
    throw databaseFailure(problem, url);
  } finally {
    await db.destroy();
  }
}

async function verifyFile(file: string, witnesses: ReturnType<typeof readWitnesses>): Promise<AuditFindings> {
  requireFile({
    path: file,
    advice: "Name an export, as `countersign audit export` makes them, or no file for the database.",
  });
  const { ExportProblem, readExport } = await import("../audit/export-file.ts");
  const { verifyExport } = await import("../audit/verify-export.ts");
  try {
    return await verifyExport(readExport(file), witnesses, epochSeconds());
  } catch (problem) {
    if (!(problem instanceof ExportProblem)) throw problem;
    throw new CommandFailure(exitCodes.broken, `${file} is no whole export. ${problem.message}`);
  }
}

/** @throws CommandFailure when the server signs as another issuer: a checkpoint of that name would confuse whoever verifies */
async function requireServersIssuer(
  { audit, signingKeys }: Pick<Store, "audit" | "signingKeys">,
  issuer: string,
): Promise<void> {
  const { issuerOfCheckpoints } = await import("../audit/make-checkpoint.ts");
  const ownKeys = new Set((await signingKeys.list()).map(({ kid }) => kid));
  const known = await issuerOfCheckpoints(audit, ownKeys);
  if (known.kind === "none" || (known.kind === "known" && known.issuer === issuer)) return;
  const haveServerMakeOne =
    "have the server make one: POST /api/v1/audit/checkpoints, with an administrator's secret";
  throw new CommandFailure(
    exitCodes.usage,
    known.kind === "foreign"
      ? `None of the checkpoints in this database was signed with a key that the server has now, so nothing here tells as whom it signs. Nothing was signed. Start the server, which makes one, or ${haveServerMakeOne}.`
      : `By its newest checkpoint in this database the server signs as ${known.issuer}, and these settings say ${issuer}. Nothing was signed. Give the server's settings, here --public-url ${known.issuer}. If its public URL was changed to ${issuer}, ${haveServerMakeOne}.`,
  );
}

type Work = Parameters<typeof withStore<unknown>>[2];

/** Signs with the key the server signs with. @throws OwnKeyProblem, CommandFailure */
async function localSigner(
  store: Parameters<Work>[0],
  ports: Parameters<Work>[1],
  config: ReturnType<typeof readConfig>,
) {
  const { openActiveSigner } = await import("../keys/active-signer.ts");
  const instanceId = await store.secrets.instanceFact("instance_id");
  const signer =
    instanceId === null
      ? null
      : await openActiveSigner(
          {
            masterKey: await fittingMasterKey(store, instanceId, config.masterKeyFile),
            instanceId,
            randomBytes: ports.randomBytes,
          },
          store.signingKeys,
          config.signingAlgorithms,
          ports.now(),
        );
  if (signer !== null) return signer;
  throw new CommandFailure(
    exitCodes.usage,
    "There is no signing key yet: the server makes one when it is started for the first time.",
  );
}

/** @throws OwnKeyProblem; CommandFailure when the signing keys are under another one, as after `key rewrap` */
async function fittingMasterKey({ secrets }: Pick<Store, "secrets">, instanceId: string, file: string) {
  const { fitOf } = await import("../keys/keys-at-rest.ts");
  const { readMasterKey } = await import("../keys/master-key.ts");
  const masterKey = await readMasterKey(file);
  if ((await fitOf({ facts: secrets }, masterKey, instanceId)) !== "other_key") return masterKey;
  throw new CommandFailure(
    exitCodes.usage,
    `The master key in ${file} is not the one that the signing keys are under: after \`countersign key rewrap\` that is the new one. Put that one there, or name its file with --master-key-file. Nothing was signed.`,
  );
}
