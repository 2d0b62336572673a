/** Identity mappings as commands are given them: a document in a file, or the name of one that is there. */

import type { Client, Mapping } from "@countersign/client";
import type { Command } from "commander";
import { z } from "zod";
import type { AdminOptions } from "./connection.ts";
import { readDocument, requireMembers } from "./document.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

/** Whose mapping is meant. */
export interface Place extends AdminOptions {
  readonly project?: string;
}

const draft = z.looseObject({
  name: z.string({ error: "A mapping needs a name." }),
  provider: z.string({ error: "A mapping needs the name of its provider." }),
});

export const ownerOption = (command: Command) =>
  void command.option("--project <key>", "project that owns it; else the global one");
export const mappingFileOption = (command: Command) =>
  void command.requiredOption("--file <path>", "JSON document of the mapping, - for standard input");

export function projectOf({ project }: { readonly project?: string | undefined }): {
  readonly project?: string;
} {
  return project === undefined ? {} : { project };
}

/** @throws CommandFailure when there is no such mapping: the project's when one is named, else the global one */
export async function findMapping(
  api: Client,
  provider: string,
  name: string,
  place: Place,
): Promise<Mapping> {
  const owner = place.project ?? null;
  const named = await Array.fromAsync(api.list("/api/v1/mappings", { query: { provider, name } }));
  const found = named.find(({ project }) => project === owner);
  if (found !== undefined) return found;
  const owned = owner === null ? "no global mapping" : `no mapping of project ${owner}`;
  const others = named.flatMap(({ project }) => (project === null ? [] : [project]));
  const advice = others.length === 0 ? "" : ` One is owned by project ${others.join(", ")}: give --project.`;
  throw new CommandFailure(
    exitCodes.notFound,
    `Provider ${provider} has ${owned} called ${name}.${owner === null ? advice : ""}`,
  );
}

/** @param defaults members that the document need not repeat */
export async function readMappingDraft(
  terminal: Terminal,
  file: string,
  defaults: Readonly<Record<string, string>>,
) {
  const document = { ...defaults, ...(await readDocument(terminal, "--file", file)) };
  return requireMembers(draft, document, "The linter and the server judge the rest once these are right.");
}
