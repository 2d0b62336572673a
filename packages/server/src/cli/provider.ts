/** `countersign provider`: the trusted issuers. */

import type { Provider } from "@countersign/client";
import type { Command } from "commander";
import { z } from "zod";
import { findingLines, readDocument, withApi } from "./api.ts";
import { connectionOf } from "./connection.ts";
import { CommandFailure, exitCodes, print, type Terminal, table } from "./outcome.ts";

interface Output {
  readonly json?: true;
}
interface Draft extends Output {
  readonly file?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly preset?: string;
}

/** The server validates the document; here it only has to have the members every provider needs. */
const draft = z.looseObject({ name: z.string(), issuer_url: z.string() });

export function addProviderCommands(program: Command, terminal: Terminal): void {
  const provider = program.command("provider").description("the OIDC issuers this server trusts");

  provider
    .command("list")
    .description("list the providers")
    .option("--json", "print JSON")
    .action(async (options: Output, command: Command) => {
      const providers = await withApi(connectionOf(terminal, command), (api) =>
        Array.fromAsync(api.list("/api/v1/providers")),
      );
      print(terminal, options.json === true, providers, () =>
        table(
          ["NAME", "ISSUER", "AUDIENCE", "ENABLED", "FINDINGS"],
          providers.map((one) => [
            one.name,
            one.issuer_url,
            one.audience ?? "(any)",
            one.enabled ? "yes" : "no",
            String(one.findings.length),
          ]),
        ),
      );
    });

  provider
    .command("show <name>")
    .description("show one provider and what the linter finds")
    .option("--json", "print JSON")
    .action(async (name: string, options: Output, command: Command) => {
      const found = await withApi(connectionOf(terminal, command), (api) =>
        api.request("GET", "/api/v1/providers/{name}", { path: { name } }),
      );
      print(terminal, options.json === true, found, () => describe(found));
    });

  provider
    .command("create [name]")
    .description("trust an issuer")
    .option("--file <path>", "JSON document of the provider, - for standard input")
    .option("--issuer <url>", "issuer URL")
    .option("--audience <audience>", "audience its ID tokens must carry")
    .option("--preset <id>", "preset to follow, such as github or gitlab")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: Draft, command: Command) => {
      const body = await readDraft(terminal, name, options);
      const made = await withApi(connectionOf(terminal, command), (api) =>
        api.request("POST", "/api/v1/providers", { body }),
      );
      print(terminal, options.json === true, made, () => [
        `created provider ${made.name}`,
        ...findingLines(made.findings),
      ]);
    });

  provider
    .command("update <name>")
    .description("replace a provider by the document in a file")
    .requiredOption("--file <path>", "JSON document of the provider, - for standard input")
    .option("--json", "print JSON")
    .action(async (name: string, options: Draft, command: Command) => {
      const body = await readDraft(terminal, name, options);
      const made = await withApi(connectionOf(terminal, command), (api) =>
        api.request("PUT", "/api/v1/providers/{name}", { path: { name }, body }),
      );
      print(terminal, options.json === true, made, () => [
        `updated provider ${made.name}`,
        ...findingLines(made.findings),
      ]);
    });

  provider
    .command("delete <name>")
    .description("stop trusting an issuer; its identity mappings go with it")
    .action(async (name: string, _options: Output, command: Command) => {
      await withApi(connectionOf(terminal, command), (api) =>
        api.request("DELETE", "/api/v1/providers/{name}", { path: { name } }),
      );
      terminal.out(`deleted provider ${name}\n`);
    });
}

async function readDraft(terminal: Terminal, name: string | undefined, options: Draft) {
  const document = options.file === undefined ? {} : await readDocument(terminal, options.file);
  const given = {
    name,
    issuer_url: options.issuer,
    audience: options.audience,
    preset: options.preset,
  };
  const merged = {
    ...document,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  const parsed = draft.safeParse(merged);
  if (!parsed.success) {
    throw new CommandFailure(
      exitCodes.usage,
      "A provider needs a name and --issuer, or a document with --file.",
    );
  }
  return parsed.data;
}

function describe(provider: Provider): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["name", provider.name],
    ["issuer", provider.issuer_url],
    ["token issuer", provider.token_issuer ?? "(the issuer)"],
    ["audience", [provider.audience ?? "(any)", ...provider.additional_audiences].join(", ")],
    ["enabled", provider.enabled ? "yes" : "no"],
    ["keys", provider.key_source.kind],
    ["algorithms", provider.algorithms.join(" ")],
    ["replay", provider.replay.policy],
    ["project", provider.project ?? "(global)"],
    ["preset", provider.preset ?? "(by issuer)"],
    ["revision", String(provider.revision)],
  ];
  return [...rows.map(([label, value]) => `${label.padEnd(14)}${value}`), ...findingLines(provider.findings)];
}
