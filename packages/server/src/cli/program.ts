/** The command line: one list of commands, one place where a failure becomes an exit code. */

import { Command, CommanderError } from "commander";
import { addAdminCommands } from "./admin.ts";
import { addConnectionOptions } from "./connection.ts";
import { addExchangeCommand } from "./exchange.ts";
import { addExplainCommand } from "./explain.ts";
import { addMappingCommands } from "./mapping.ts";
import { CommandFailure, type ExitCode, exitCodes, type Terminal } from "./outcome.ts";
import { addProviderCommands } from "./provider.ts";
import { addServeCommand } from "./serve.ts";
import { addTokenCommands } from "./token.ts";

/**
 * Runs one command.
 * @param argv the arguments after the program's name
 * @returns the exit code; nothing is thrown for what a person can cause
 */
export async function run(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  const program = new Command("countersign")
    .description("Trade the identity a workload already has for a short-lived access token.")
    .version(version)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showSuggestionAfterError()
    .exitOverride();
  addConnectionOptions(program);
  let code: ExitCode = exitCodes.ok;
  const exitWith = (given: ExitCode) => {
    code = given;
  };
  addServeCommand(program, terminal);
  addExchangeCommand(program, terminal);
  addExplainCommand(program, terminal, exitWith);
  addProviderCommands(program, terminal);
  addMappingCommands(program, terminal);
  addTokenCommands(program, terminal, exitWith);
  addAdminCommands(program, terminal);
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (problem) {
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return explainFailure(problem, terminal, argv.includes("--json"));
  }
}

function explainFailure(problem: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (problem instanceof CommandFailure) {
    if (json) terminal.out(`${JSON.stringify(problem.document, null, 2)}\n`);
    else terminal.err(`${problem.message}\n`);
    return problem.code;
  }
  terminal.err(`${problem instanceof Error ? problem.message : String(problem)}\n`);
  return exitCodes.failed;
}
