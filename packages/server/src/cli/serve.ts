/** `countersign serve`: runs the server until it is told to stop. Every setting is also a flag. */

import { isatty } from "node:tty";
import type { Command } from "commander";
import type { App } from "../app.ts";
import { type Config, plainDatabaseHost, plainPublicUrls, readConfig, type SettingFlags } from "../config.ts";
import { checkConfigFiles } from "../config-files.ts";
import { toTimestamp } from "../faces/admin/wire.ts";
import type { StandingFirstSecret } from "../first-secret.ts";
import { OwnKeyProblem } from "../keys/own-key-problem.ts";
import { systemTime } from "../runtime/clock.ts";
import { collectGarbage, optimiseSooner, settleEngine } from "../runtime/engine.ts";
import { createLog, type Log } from "../runtime/log.ts";
import { settingNames } from "../shown-settings.ts";
import type { Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { foldersOf, requireOwnFolders } from "./own-folder.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";
import { startProblem } from "./start-problem.ts";
import type { Terminal } from "./terminal.ts";
import { shellWord } from "./wording.ts";

export function addServeCommand(program: Command, { terminal }: Shell): void {
  const command = program
    .command("serve")
    .description("run the server; every setting is a flag, or the variable named with it");
  addSettingOptions(command, settingNames);
  command.addHelpText(
    "after",
    "\nCOUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN has no flag: a secret on a command line can be read by others.\nEnds with 0 after SIGINT or SIGTERM, once the requests in flight are answered; a second signal ends it at once.\nSIGHUP has it read a renewed TLS certificate; without TLS it changes nothing, except that a server whose terminal is closed ends.",
  );
  command.action(async () => {
    await serve(terminal, settingFlags(command.opts<Readonly<Record<string, string>>>()));
  });
}

async function serve(terminal: Terminal, flags: SettingFlags): Promise<void> {
  const config = readConfig(terminal.environment, flags);
  requireOwnFolders([config.dataDir, ...foldersOf(config.databaseUrl)]);
  await checkConfigFiles(config);
  const log = createLog(config.logLevel);
  for (const url of plainPublicUrls(config)) {
    log.warn(
      { url },
      "the public URL is plain http: verifiers would fetch keys over a connection on which others can replace them",
    );
  }
  const plainHost = plainDatabaseHost(config, terminal.environment);
  if (plainHost !== null) {
    log.warn(
      { host: plainHost },
      "the connection to the database is not encrypted: whoever is in between reads all records and can change what decides. Add sslmode=verify-full to the database's URL, or sslmode=disable where nobody can be",
    );
  }
  const opening = explained(open(config, log), config, log);
  if (!endsWithTerminal(config)) {
    // From the beginning on: a supervisor that reloads ends no server that is still opening its database.
    process.on("SIGHUP", () => {
      opening.then((app) => readAgain(app, config, log)).catch(() => undefined);
    });
  }
  const app = await opening;
  // Before the address is told: whoever reads it may stop the server from then on.
  const told = untilToldToStop(log, endsWithTerminal(config) ? [...stopSignals, "SIGHUP"] : stopSignals);
  const address = await explained(app.listen(), config, log);
  if (app.firstSecret !== null) terminal.err(firstSecretText(app.firstSecret, consoleAddress(config)));
  terminal.err(`Countersign is ${placeText(config.publicUrls, address)}\n`);
  await told;
  await app.drain();
  await app.close();
  log.info("stopped");
}

/** Told at every start while it is good: the start that made it may have failed, or scrolled away. */
function firstSecretText(
  { file, isNew, expiresAt }: StandingFirstSecret,
  consoleAddress: string | null,
): string {
  const secret = "The one-time administrator's secret is";
  const told = isNew
    ? `First start. ${secret} in ${file} (readable by you alone, good for 24 hours).`
    : `${secret} still in ${file}, good until ${toTimestamp(expiresAt)} or the first service token.`;
  const signIn = consoleAddress === null ? "" : `Sign in with it at ${consoleAddress}\n`;
  return `${told} To use it:\n  export COUNTERSIGN_TOKEN=$(cat ${shellWord(file)})\n${signIn}`;
}

/** @returns null: it is switched off */
function consoleAddress({ faces, publicUrls }: Config): string | null {
  return faces.includes("console") ? `${publicUrls[0] ?? ""}/console/` : null;
}

/** Where it is for its clients, and where on this machine when that is another place. */
function placeText(publicUrls: readonly string[], address: string): string {
  const listening = `listening on ${address}`;
  return publicUrls.every((url) => url === address)
    ? listening
    : `at ${publicUrls.join(" and ")}, ${listening}`;
}

async function open(config: Config, log: Log): Promise<App> {
  settleEngine();
  // The server's parts are loaded by this command only: the others start in a fraction of the time.
  const { openApp } = await import("../app.ts");
  const app = await openApp({ config, log, time: systemTime });
  collectGarbage();
  optimiseSooner();
  return app;
}

/** @throws OwnKeyProblem; CommandFailure in place of another problem that a person can mend; the rest is logged with its stack */
async function explained<T>(step: Promise<T>, config: Config, log: Log): Promise<T> {
  try {
    return await step;
  } catch (problem) {
    if (problem instanceof OwnKeyProblem) {
      throw problem.code === "master_key_wrong"
        ? problem.told((message) => `${message} It was read from ${config.masterKeyFile}.`)
        : problem;
    }
    const sentence = startProblem(problem, config);
    if (sentence !== null) throw new CommandFailure(exitCodes.failed, sentence);
    log.fatal({ err: problem }, "the server could not start");
    throw problem;
  }
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;

const standardInput = 0;

/** Whether SIGHUP says that the terminal is closed. Else it is a supervisor's word for "read your files again". */
function endsWithTerminal({ tls }: Config): boolean {
  return tls === null && isatty(standardInput);
}

function readAgain(app: App, { tls }: Config, log: Log): void {
  if (tls !== null) void app.renewCertificate();
  else log.info("SIGHUP: there is no certificate to read again, and settings hold from a restart on");
}

/** One interrupt may arrive twice: from the terminal, and passed on by npm. */
const oneInterruptMs = 500;

/** The first signal lets requests in flight end; a second one does not wait for them. */
function untilToldToStop(log: Log, signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = (signal: string) => {
      const now = performance.now();
      if (first !== null && now - first > oneInterruptMs) process.exit(exitCodes.failed);
      if (first !== null) return;
      first = now;
      log.info({ signal }, "stopping");
      resolve();
    };
    for (const name of signals) process.on(name, onSignal);
  });
}
