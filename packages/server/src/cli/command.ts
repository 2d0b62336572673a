/**
 * How a command is declared: its words, its options, and a function that returns a result. What all
 * commands share is here once: `--json`, printing, and the exit code.
 */

import type { Command } from "commander";
import { requireKnownSettings } from "../config.ts";
import { type ExitCode, exitCodes } from "./outcome.ts";
import { printJson, printLines, type Terminal } from "./terminal.ts";

/** What commands run in. */
export interface Shell {
  readonly terminal: Terminal;
  /** The command line, without the program's name. */
  readonly argv: readonly string[];
  exitWith(code: ExitCode): void;
}

export interface Result {
  /** Printed with `--json`. */
  readonly document: unknown;
  /** Printed without. */
  readonly lines: readonly string[];
  /** Printed without `--json` on standard error, so that what is on standard output can be fed back. */
  readonly asides?: readonly string[];
  /** 0 when absent. */
  readonly code?: ExitCode;
}

export interface Definition<Options> {
  /** Name and arguments, as commander writes them: `show <name>`. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly ((command: Command) => void)[];
  /** Shown below the options. */
  readonly notes?: string;
  /** @throws CommandFailure for what a person can cause */
  readonly run: (options: Options, ...args: string[]) => Promise<Result>;
}

/** Adds a command that only holds others. */
export function addGroup(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).helpCommand(false);
}

/** Adds a command that prints one result. */
export function addCommand<Options extends object>(
  parent: Command,
  { terminal, exitWith }: Shell,
  { usage, description, options = [], notes, run }: Definition<Options>,
): void {
  const command = parent.command(usage).description(description);
  for (const addOptions of options) addOptions(command);
  command.option("--json", "print one JSON document, also for a failure");
  if (notes !== undefined) command.addHelpText("after", `\n${notes}`);
  command.action(async () => {
    const given = command.opts<Options & { readonly json?: true }>();
    requireKnownSettings(terminal.environment);
    const { document, lines, asides = [], code } = await run(given, ...command.args);
    if (given.json === true) printJson(terminal, document);
    else {
      printLines(terminal, lines);
      for (const aside of asides) terminal.err(`${aside}\n`);
    }
    exitWith(code ?? exitCodes.ok);
  });
}
