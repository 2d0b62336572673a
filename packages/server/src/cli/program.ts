/** The command line: one list of commands, one place where a failure becomes an exit code. */

import { Command, CommanderError } from "commander";
import { ConfigProblem } from "../config.ts";
import { OwnKeyProblem } from "../keys/own-key-problem.ts";
import { addAdminCommands } from "./admin.ts";
import { addAuditCommands } from "./audit.ts";
import { addBackupCommands } from "./backup.ts";
import type { Shell } from "./command.ts";
import { addExchangeCommand } from "./exchange.ts";
import { addExplainCommand } from "./explain.ts";
import { addFindingsCommand } from "./findings.ts";
import { addKeyCommands } from "./key.ts";
import { addLogCommand } from "./log.ts";
import { addMappingCommands } from "./mapping.ts";
import { CommandFailure, type ExitCode, endings, exitCodes, messageOf } from "./outcome.ts";
import { addPresetCommands } from "./preset.ts";
import { addProjectCommands } from "./project.ts";
import { addProviderCommands } from "./provider.ts";
import { addRevokeCommands } from "./revoke.ts";
import { addServeCommand } from "./serve.ts";
import { addServiceTokenCommands } from "./service-token.ts";
import { addSettingsCommand } from "./settings.ts";
import { addStatsCommand } from "./stats.ts";
import { printJson, type Terminal } from "./terminal.ts";
import { addTerraformCommands } from "./terraform.ts";
import { addTokenCommands } from "./token.ts";

/**
 * Runs one command.
 * @param argv the arguments after the program's name
 * @returns the exit code; nothing is thrown for what a person can cause
 */
export async function run(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const json = argv.includes("--json");
  const complaints: string[] = [];
  const program = new Command("countersign")
    .description("Trade the identity a workload already has for a short-lived access token.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureOutput({ writeOut: terminal.out, writeErr: (text) => void complaints.push(text) })
    .addHelpText("after", helpNotes())
    .exitOverride();
  const shell: Shell = {
    terminal,
    argv,
    exitWith(given) {
      code = given;
    },
  };
  addServeCommand(program, shell);
  addExchangeCommand(program, shell);
  addExplainCommand(program, shell);
  addLogCommand(program, shell);
  addStatsCommand(program, shell);
  addFindingsCommand(program, shell);
  addProviderCommands(program, shell);
  addMappingCommands(program, shell);
  addProjectCommands(program, shell);
  addPresetCommands(program, shell);
  addTokenCommands(program, shell);
  addRevokeCommands(program, shell);
  addKeyCommands(program, shell);
  addServiceTokenCommands(program, shell);
  addSettingsCommand(program, shell);
  addAdminCommands(program, shell);
  addBackupCommands(program, shell);
  addAuditCommands(program, shell);
  addTerraformCommands(program, shell);
  showHelpAfterErrors(program, "countersign");
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (problem) {
    if (problem instanceof CommanderError && problem.exitCode === 0) return exitCodes.ok;
    return tell(failureOf(problem, complaints.join(""), { program, argv }), terminal, json);
  }
}

/**
 * @param complaint what commander has to say about the command line: its message, or the help when a command is missing
 */
function failureOf(problem: unknown, complaint: string, { program, argv }: CommandLine): CommandFailure {
  if (problem instanceof CommandFailure) return problem;
  // The master key is in a file that a setting names.
  if (problem instanceof ConfigProblem || problem instanceof OwnKeyProblem) {
    return new CommandFailure(exitCodes.usage, problem.message);
  }
  if (problem instanceof CommanderError) {
    const words = withMeantOption(complaint.replace(/^error: /, "").trimEnd(), { program, argv });
    const told = problem.code === "commander.help" ? words : asSentence(words);
    const early = problem.code === "commander.unknownOption" && argv.length > 1 && argv[0]?.startsWith("-");
    const advice = early ? "\nOptions stand after the command: countersign provider list --url <url>" : "";
    return new CommandFailure(exitCodes.usage, `${told}${advice}`);
  }
  return new CommandFailure(exitCodes.failed, messageOf(problem));
}

interface CommandLine {
  readonly program: Command;
  readonly argv: readonly string[];
}

/**
 * Commander knows what was meant by how little is different. Who has the document's member in mind, `issuer_url`,
 * writes more than that beyond the option: `--issuer-url`.
 */
function withMeantOption(complaint: string, { program, argv }: CommandLine): string {
  const [first = "", second = "", ...rest] = complaint.split("\n");
  const typed = /^unknown option '(--[\w-]+)'/.exec(first)?.[1];
  if (typed === undefined || second.startsWith("(Did you mean")) return complaint;
  const meant = commandOf(program, argv).options.find(({ long }) => typed.startsWith(`${long}-`));
  return meant === undefined
    ? complaint
    : [first, `(Did you mean ${meant.long}?)`, second, ...rest].join("\n");
}

function commandOf(command: Command, [word, ...rest]: readonly string[]): Command {
  const named = command.commands.find((one) => one.name() === word);
  return named === undefined ? command : commandOf(named, rest);
}

/** Each error of a command line is followed by where to read what there is. @param words of the command, as typed */
function showHelpAfterErrors(command: Command, words: string): void {
  command.showHelpAfterError(`See: ${words} --help`);
  for (const one of command.commands) showHelpAfterErrors(one, `${words} ${one.name()}`);
}

/** Commander writes the first line of an error without a capital, and mostly without a full stop. */
function asSentence(complaint: string): string {
  const [first = "", ...rest] = complaint.split("\n");
  const closed = first.endsWith(".") ? first : `${first}.`;
  return [closed.charAt(0).toUpperCase() + closed.slice(1), ...rest].join("\n");
}

function tell(failure: CommandFailure, terminal: Terminal, json: boolean): ExitCode {
  if (json) printJson(terminal, failure.document);
  else terminal.err(`${failure.message}\n`);
  return failure.code;
}

function helpNotes(): string {
  return [
    "",
    "Exit codes:",
    ...Object.entries(endings).map(([code, { meaning }]) => `  ${code}  ${meaning}`),
    "",
    "With --json every command but serve prints one JSON document on standard output and nothing else there.",
  ].join("\n");
}
