/** `countersign project`: tenants that may own providers and mappings, and the roles made for them. */

import type { Project } from "@countersign/client";
import type { Command } from "commander";
import { z } from "zod";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDocument, requireMembers, unchangedSince } from "./document.ts";
import { table } from "./terminal.ts";

interface Draft extends AdminOptions {
  readonly file?: string;
  readonly name?: string;
  readonly description?: string;
  readonly role?: readonly string[];
}

const draft = z.looseObject({ key: z.string({ error: "A project needs a key." }) });

const fileOption = "--file <path>";
const fileMeaning = "JSON document of the project, - for standard input";

export function addProjectCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const project = addGroup(program, "project", "tenants that may own providers and identity mappings");

  addCommand<AdminOptions>(project, shell, {
    usage: "list",
    description: "list the projects",
    options: [adminOptions],
    async run(options) {
      const projects = await withApi(connectAsAdmin(terminal, options), (api) =>
        Array.fromAsync(api.list("/api/v1/projects")),
      );
      return { document: projects, lines: projectTable(projects) };
    },
  });

  addCommand<AdminOptions>(project, shell, {
    usage: "show <key>",
    description: "show one project as `update --file` takes it",
    options: [adminOptions],
    async run(options, key: string) {
      const found = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/projects/{key}", { path: { key } }),
      );
      return { document: found, lines: [JSON.stringify(found, null, 2)] };
    },
  });

  addCommand<Draft>(project, shell, {
    usage: "create [key]",
    description: "create a project, by options or by the document in a file",
    options: [
      (command) =>
        command
          .option("--name <name>", "what people call it; the key when absent")
          .option("--description <text>", "what it is for")
          .option("--role <names...>", "roles to make for it, beside those every project has")
          .option(fileOption, `${fileMeaning}; options win over its members`),
      adminOptions,
    ],
    async run(options, key: string | undefined) {
      const documentGiven = options.file !== undefined;
      const document = options.file === undefined ? {} : await readDocument(terminal, "--file", options.file);
      const body = readDraft({ ...document, ...membersGiven(key, options) }, documentGiven);
      const made = await withApi(
        connectAsAdmin(terminal, options),
        (api) => api.request("POST", "/api/v1/projects", { body }),
        documentGiven,
      );
      return { document: made, lines: [`created project ${made.key}`] };
    },
  });

  addCommand<AdminOptions & { readonly file: string }>(project, shell, {
    usage: "update <key>",
    description: "replace a project, its roles included, by the document in a file",
    options: [(command) => command.requiredOption(fileOption, fileMeaning), adminOptions],
    notes:
      "A document taken from `show` carries its revision, and replaces only that one.\nIts key cannot change.",
    async run(options, key: string) {
      const body = readDraft({ key, ...(await readDocument(terminal, "--file", options.file)) });
      const made = await withApi(
        connectAsAdmin(terminal, options),
        (api) =>
          api.request("PUT", "/api/v1/projects/{key}", { path: { key }, body, ...unchangedSince(body) }),
        true,
      );
      return { document: made, lines: [`updated project ${made.key}`] };
    },
  });

  addCommand<AdminOptions>(project, shell, {
    usage: "delete <key>",
    description: "delete a project that owns no provider and no identity mapping",
    options: [adminOptions],
    async run(options, key: string) {
      await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("DELETE", "/api/v1/projects/{key}", { path: { key } }),
      );
      return { document: { deleted: key }, lines: [`deleted project ${key}`] };
    },
  });
}

/** @param hasFile whether a document was given, and not options alone */
function readDraft(document: Readonly<Record<string, unknown>>, hasFile = true) {
  return requireMembers(draft, document, "Give a key, or a document with one in --file.", hasFile);
}

/** What the command line says itself, as members of the document. */
function membersGiven(key: string | undefined, { name, description, role }: Draft) {
  const members = { key, display_name: name, description, roles: role?.map((one) => ({ name: one })) };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function projectTable(projects: readonly Project[]): readonly string[] {
  return table(
    ["KEY", "NAME", "ROLES"],
    projects.map(({ key, display_name, roles }) => [
      key,
      display_name,
      roles.map(({ name }) => name).join(", "),
    ]),
  );
}
