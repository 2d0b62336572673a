/** `countersign serve`: runs the server until it is told to stop. Every setting is also a flag. */

import { type Command, Option } from "commander";
import { openApp } from "../app.ts";
import { ConfigProblem, readConfig } from "../config.ts";
import { systemTime } from "../runtime/clock.ts";
import { createLog } from "../runtime/log.ts";
import { flagOf, type SettingName, settings } from "../settings.ts";
import { CommandFailure, exitCodes, type Terminal } from "./outcome.ts";

/** Settings that hold a secret: from the environment only, never on a command line others can read. */
const environmentOnly: readonly SettingName[] = ["bootstrapAdminToken"];

export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("serve")
    .description("run the server (settings: flags, or the variable named with each)");
  for (const name of settingNames()) {
    if (environmentOnly.includes(name)) continue;
    const { variable, meaning, fallback } = settings[name];
    const shown = fallback === "" ? "" : ` (default ${fallback})`;
    command.addOption(new Option(`${flagOf(name)} <value>`, `${meaning} ${variable}${shown}`));
  }
  command.action(async (options: Readonly<Record<string, string>>) => {
    await serve(terminal, flagsGiven(options));
  });
}

export function settingNames(): readonly SettingName[] {
  return Object.keys(settings).filter((name): name is SettingName => Object.hasOwn(settings, name));
}

/** commander names options after their flags, settings have names of their own. */
function flagsGiven(options: Readonly<Record<string, string>>): Partial<Record<SettingName, string>> {
  const camelCase = (name: SettingName) =>
    flagOf(name)
      .slice(2)
      .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    settingNames().flatMap((name) => {
      const value = options[camelCase(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function serve(terminal: Terminal, flags: Partial<Record<SettingName, string>>): Promise<void> {
  const config = readConfigOrFail(terminal, flags);
  const log = createLog(config.logLevel);
  const app = await openApp({ config, log, time: systemTime });
  const stopped = new Promise<void>((resolve) => {
    const stop = (signal: string) => {
      log.info({ signal }, "stopping");
      app.close().then(resolve, (problem: unknown) => {
        log.error({ err: problem }, "stopping failed");
        process.exitCode = exitCodes.failed;
        resolve();
      });
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  });
  if (app.firstSecretFile !== null) {
    terminal.err(
      `First start. The one-time administrator's secret is in ${app.firstSecretFile} (readable by you alone, good for 24 hours).\n`,
    );
  }
  const address = await app.listen();
  terminal.err(`Countersign is listening on ${address}\n`);
  await stopped;
}

function readConfigOrFail(terminal: Terminal, flags: Partial<Record<SettingName, string>>) {
  try {
    return readConfig(terminal.environment, flags);
  } catch (problem) {
    if (problem instanceof ConfigProblem) throw new CommandFailure(exitCodes.usage, problem.message);
    throw problem;
  }
}
