/** Service tokens on the command line, whether they are made through the server or on its machine. */

import type { ServiceToken } from "@countersign/client";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { table } from "./terminal.ts";

export function serviceTokenTable(tokens: readonly ServiceToken[]): readonly string[] {
  return table(
    ["ID", "NAME", "ROLE", "EXPIRES", "REVOKED"],
    tokens.map((one) => [one.id, one.name, one.role, one.expires_at, one.revoked_at ?? ""]),
  );
}

/** @throws CommandFailure */
export function readDays(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 366) return Number(text);
  throw new CommandFailure(exitCodes.usage, `--days must be a whole number from 1 to 366, not "${text}".`);
}
