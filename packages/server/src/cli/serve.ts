/** `countersign serve`: runs the server until it is told to stop. Every setting is also a flag. */

import type { Command } from "commander";
import type { App } from "../app.ts";
import { type Config, readConfig, type SettingFlags } from "../config.ts";
import { checkConfigFiles } from "../config-files.ts";
import { systemTime } from "../runtime/clock.ts";
import { createLog, type Log } from "../runtime/log.ts";
import type { Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { addSettingOptions, settingFlags, settingNames } from "./setting-options.ts";
import { startProblem } from "./start-problem.ts";
import type { Terminal } from "./terminal.ts";

export function addServeCommand(program: Command, { terminal }: Shell): void {
  const command = program
    .command("serve")
    .description("run the server; every setting is a flag, or the variable named with it");
  addSettingOptions(command, settingNames);
  command.addHelpText(
    "after",
    "\nCOUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN has no flag: a secret on a command line can be read by others.\nEnds with 0 after SIGINT or SIGTERM, once the requests in flight are answered; a second signal ends it at once.",
  );
  command.action(async () => {
    await serve(terminal, settingFlags(command.opts<Readonly<Record<string, string>>>()));
  });
}

async function serve(terminal: Terminal, flags: SettingFlags): Promise<void> {
  const config = readConfig(terminal.environment, flags);
  checkConfigFiles(config);
  const log = createLog(config.logLevel);
  const app = await start(config, log, terminal).catch((problem: unknown) => {
    const sentence = startProblem(problem, config);
    if (sentence !== null) throw new CommandFailure(exitCodes.failed, sentence);
    log.fatal({ err: problem }, "the server could not start");
    throw problem;
  });
  await untilStopped(app, log);
}

async function start(config: Config, log: Log, terminal: Terminal): Promise<App> {
  // The server's parts are loaded by this command only: the others start in a fraction of the time.
  const { openApp } = await import("../app.ts");
  const app = await openApp({ config, log, time: systemTime });
  if (app.firstSecretFile !== null) {
    terminal.err(
      `First start. The one-time administrator's secret is in ${app.firstSecretFile} (readable by you alone, good for 24 hours).\n`,
    );
  }
  const address = await app.listen();
  terminal.err(`Countersign is at ${config.publicUrls.join(" and ")}, listening on ${address}\n`);
  return app;
}

/** One interrupt may arrive twice: from the terminal, and passed on by npm. */
const oneInterruptMs = 500;

/** The first signal lets requests in flight end; a second one does not wait for them. */
async function untilStopped(app: App, log: Log): Promise<void> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const signal = await new Promise<string>((resolve) => {
    for (const name of signals) process.once(name, resolve);
  });
  const first = performance.now();
  for (const name of signals) {
    process.on(name, () => {
      if (performance.now() - first > oneInterruptMs) process.exit(exitCodes.failed);
    });
  }
  log.info({ signal }, "stopping");
  await app.close();
}
