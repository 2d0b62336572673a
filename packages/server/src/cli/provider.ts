/** `countersign provider`: the trusted issuers. */

import type { Client, Provider } from "@countersign/client";
import { type Command, Option } from "commander";
import { z } from "zod";
import { withApi } from "./api.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { type AdminOptions, adminOptions, connectAsAdmin } from "./connection.ts";
import { readDocument, requireMembers, saved, shown, unchangedSince } from "./document.ts";
import { addProviderLint } from "./lint.ts";
import { presetOf, recommendedMembers, replayOf, replayPolicies, takenLines } from "./preset-advice.ts";
import { table } from "./terminal.ts";
import { addProviderWhatIf } from "./what-if.ts";

interface Draft extends AdminOptions {
  readonly file?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly preset?: string;
  readonly algorithms?: string;
  readonly replay?: (typeof replayPolicies)[number];
}

const draft = z.looseObject({
  name: z.string({ error: "A provider needs a name." }),
  issuer_url: z.string({ error: "A provider needs the URL of its issuer." }),
});

const fileOption = "--file <path>";
const fileMeaning = "JSON document of the provider, - for standard input";

export function addProviderCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const provider = addGroup(program, "provider", "OIDC issuers this server trusts");

  addCommand<AdminOptions>(provider, shell, {
    usage: "list",
    description: "list the providers",
    options: [adminOptions],
    async run(options) {
      const providers = await withApi(connectAsAdmin(terminal, options), (api) =>
        Array.fromAsync(api.list("/api/v1/providers")),
      );
      return { document: providers, lines: providerTable(providers) };
    },
  });

  addCommand<AdminOptions>(provider, shell, {
    usage: "show <name>",
    description: "show one provider as `update --file` takes it, and what the linter finds",
    options: [adminOptions],
    async run(options, name: string) {
      const found = await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("GET", "/api/v1/providers/{name}", { path: { name } }),
      );
      return shown(found);
    },
  });

  addCommand<Draft>(provider, shell, {
    usage: "create [name]",
    description: "trust an issuer, by options or by the document in a file",
    options: [
      (command) =>
        command
          .option("--issuer <url>", "issuer URL")
          .option("--audience <audience>", "audience its ID tokens must carry")
          .option("--preset <id>", "preset to follow, such as github-actions: see `countersign preset list`")
          .option("--algorithms <list>", "signature algorithms to accept, a comma between them")
          .addOption(
            new Option("--replay <policy>", "how often a token may be exchanged").choices(replayPolicies),
          )
          .option(fileOption, `${fileMeaning}; options win over its members`),
      adminOptions,
    ],
    notes:
      "With a preset, algorithms and replay are what it recommends unless an option or the document says otherwise.",
    async run(options, name: string | undefined) {
      const document = options.file === undefined ? {} : await readDocument(terminal, "--file", options.file);
      const documentGiven = options.file !== undefined;
      const given = readDraft({ ...document, ...membersGiven(name, options) }, documentGiven);
      const create = async (api: Client) => {
        const preset = await presetOf(api, given);
        const { replay } = options;
        const said = { ...given, ...(replay !== undefined && { replay: replayOf(replay, preset) }) };
        const body = { ...recommendedMembers(said, preset), ...said };
        const made = await api.request("POST", "/api/v1/providers", { body });
        return saved("created provider", made, takenLines(said, preset));
      };
      return withApi(connectAsAdmin(terminal, options), create, documentGiven);
    },
  });

  addCommand<AdminOptions & { readonly file: string }>(provider, shell, {
    usage: "update <name>",
    description: "replace a provider by the document in a file",
    options: [(command) => command.requiredOption(fileOption, fileMeaning), adminOptions],
    notes:
      "A document taken from `show` carries its revision, and replaces only that one.\nIts name and project cannot change.",
    async run(options, name: string) {
      const body = readDraft({ name, ...(await readDocument(terminal, "--file", options.file)) });
      const made = await withApi(
        connectAsAdmin(terminal, options),
        (api) =>
          api.request("PUT", "/api/v1/providers/{name}", { path: { name }, body, ...unchangedSince(body) }),
        true,
      );
      return saved("updated provider", made);
    },
  });

  addCommand<AdminOptions>(provider, shell, {
    usage: "delete <name>",
    description: "stop trusting an issuer; its identity mappings go with it",
    options: [adminOptions],
    async run(options, name: string) {
      await withApi(connectAsAdmin(terminal, options), (api) =>
        api.request("DELETE", "/api/v1/providers/{name}", { path: { name } }),
      );
      return { document: { deleted: name }, lines: [`deleted provider ${name}`] };
    },
  });

  addProviderLint(provider, shell, async (file, name) =>
    readDraft({ ...(name !== undefined && { name }), ...(await readDocument(terminal, "--file", file)) }),
  );
  addProviderWhatIf(provider, shell, async (file, name) =>
    readDraft({ name, ...(await readDocument(terminal, "--file", file)) }),
  );
}

/** @param hasFile whether a document was given, and not options alone */
function readDraft(document: Readonly<Record<string, unknown>>, hasFile = true) {
  return requireMembers(
    draft,
    document,
    "Give a name and --issuer, or a document with name and issuer_url in --file.",
    hasFile,
  );
}

/** What the command line says itself, as members of the document; the replay key may depend on the preset. */
function membersGiven(name: string | undefined, { issuer, audience, preset, algorithms }: Draft) {
  const members = { name, issuer_url: issuer, audience, preset, algorithms: algorithms?.split(",") };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function providerTable(providers: readonly Provider[]): readonly string[] {
  return table(
    ["NAME", "ISSUER", "AUDIENCE", "ENABLED", "FINDINGS"],
    providers.map((provider) => [
      provider.name,
      provider.issuer_url,
      provider.audience ?? "(any)",
      provider.enabled ? "yes" : "no",
      String(provider.findings.length),
    ]),
  );
}
