/**
 * `countersign explain`: why a token is, or was, accepted or refused. By the reference id of what
 * happened, or by trying a token or typed-in claims; nothing is left behind.
 */

import type { Explanation } from "@countersign/client";
import type { Command } from "commander";
import { readDocument, withApi } from "./api.ts";
import { connectionOf } from "./connection.ts";
import { findIdToken } from "./id-token.ts";
import { CommandFailure, type ExitCode, exitCodes, print, type Terminal } from "./outcome.ts";

interface ExplainOptions {
  readonly provider?: string;
  readonly project?: string;
  readonly mapping?: string;
  readonly tokenFile?: string;
  readonly claims?: string;
  readonly json?: true;
}

/** @returns through the exit code: 0 accepted, 3 refused */
export function addExplainCommand(
  program: Command,
  terminal: Terminal,
  exitWith: (code: ExitCode) => void,
): void {
  program
    .command("explain [reference]")
    .description("say why a token is accepted or refused: a recorded attempt by its reference id, or a trial")
    .option("--token-file <path>", "try the ID token in this file, - for standard input")
    .option(
      "--claims <path>",
      "try the claims in this JSON file, - for standard input (no signature is checked)",
    )
    .option("--provider <name>", "provider to judge by; else by the issuer")
    .option("--project <key>", "consider the mappings of this project first")
    .option("--mapping <name>", "this identity mapping only")
    .option("--json", "print the whole explanation as JSON")
    .action(async (reference: string | undefined, options: ExplainOptions, command: Command) => {
      const body = await readQuestion(terminal, reference, options);
      const explanation = await withApi(connectionOf(terminal, command), (api) =>
        api.request("POST", "/api/v1/explain", { body }),
      );
      print(terminal, options.json === true, explanation, () => explanationLines(explanation));
      if (explanation.verdict === "refused") exitWith(exitCodes.refused);
    });
}

async function readQuestion(terminal: Terminal, reference: string | undefined, options: ExplainOptions) {
  const ways = [reference, options.tokenFile, options.claims].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new CommandFailure(exitCodes.usage, "Give exactly one of: a reference id, --token-file, --claims.");
  }
  if (reference !== undefined) return { request_id: reference };
  const where = {
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.project === undefined ? {} : { project: options.project }),
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
  };
  if (options.claims !== undefined) return { claims: await readDocument(terminal, options.claims), ...where };
  const token = await findIdToken(terminal, {
    file: options.tokenFile,
    variable: undefined,
    from: "auto",
    idTokenAudience: undefined,
  });
  return { token, ...where };
}

/** The explanation as a person reads it: verdict, reason, then the mappings that came nearest. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { verdict, verified, provider, mapping, reason, hint, caller_sentence: told } = explanation;
  const head = [
    `${verdict}${verified ? "" : " (claims only: no signature was checked)"}`,
    ...(provider === null ? [] : [`  provider  ${provider}`]),
    ...(mapping === null ? [] : [`  mapping   ${mapping}`]),
    ...(reason === null ? [] : [`  reason    ${reason}`]),
    ...(hint === null ? [] : [`  why       ${hint}`]),
    ...(told === null ? [] : [`  told      ${told}`]),
    ...(explanation.would_be_replayed === true
      ? ["  replay    this token was exchanged before and would be refused"]
      : []),
    ...explanation.remarks.map((remark) => `  note      ${remark}`),
  ];
  const shown = explanation.trials.slice(0, 10);
  const rest = explanation.considered - shown.length;
  return [
    ...head,
    ...(shown.length === 0 ? [] : ["", `mappings judged: ${explanation.considered}`]),
    ...shown.flatMap(trialLines),
    ...(rest > 0 ? [`  … and ${rest} more (--json shows up to 50)`] : []),
  ];
}

function trialLines(trial: Explanation["trials"][number]): readonly string[] {
  const held = `${trial.clauses_held} of ${trial.clauses_total} clauses hold`;
  const name = trial.project === null ? trial.mapping : `${trial.mapping} (project ${trial.project})`;
  if (trial.matched || trial.failed === null) return [`  ${trial.matched ? "✓" : "✗"} ${name}: ${held}`];
  const { claim, expected, presented, near_miss: nearMiss } = trial.failed;
  const shown = presented === undefined ? "(missing)" : JSON.stringify(presented);
  return [
    `  ✗ ${name}: ${held}; the first that does not:`,
    `      ${claim}  expected ${expected}  presented ${shown}`,
    ...(nearMiss == null ? [] : [`      near miss: ${nearMiss.advice}`]),
  ];
}
