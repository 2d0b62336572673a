/**
 * `countersign admin`: what is done on the machine itself, with the settings and the files of the server:
 * service tokens for administrators, also when nobody holds one any more. Whoever can read the data
 * folder is the operator.
 */

import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import { readConfig } from "../config.ts";
import { createServiceToken } from "../service-tokens.ts";
import { openStore } from "../store/open.ts";
import type { Store, StoredSecret } from "../store/store.ts";
import { uuidGenerator } from "../store/uuid.ts";
import { CommandFailure, exitCodes, print, type Terminal, table } from "./outcome.ts";

interface Output {
  readonly json?: true;
}
interface Creation extends Output {
  readonly role: StoredSecret["role"];
  readonly days: string;
}

export function addAdminCommands(program: Command, terminal: Terminal): void {
  const admin = program
    .command("admin")
    .description("work on this machine, with the server's settings and files");
  admin.addCommand(tokenCommands(terminal));
}

function tokenCommands(terminal: Terminal): Command {
  const token = new Command("token").description(
    "service tokens: administrators' secrets for automation and recovery",
  );

  token
    .command("create <name>")
    .description("make a service token; it is printed once")
    .addOption(new Option("--role <role>", "what it may do").choices(["operator", "admin"]).default("admin"))
    .option("--days <number>", "days until it expires, at most 366", "90")
    .option("--json", "print JSON")
    .action(async (name: string, options: Creation) => {
      const made = await withStore(terminal, (store, ports) =>
        createServiceToken(
          { ...ports, secrets: store.secrets },
          {
            name,
            role: options.role,
            lifetimeSeconds: Number(options.days) * 86_400,
          },
        ),
      );
      if (!made.ok) throw new CommandFailure(exitCodes.usage, made.detail);
      const { id, expiresAt } = made.stored;
      const document = { id, name, role: options.role, secret: made.secret, expires_at: iso(expiresAt) };
      print(terminal, options.json === true, document, () => [made.secret]);
    });

  token
    .command("list")
    .description("list service tokens; their secrets are not kept")
    .option("--json", "print JSON")
    .action(async (options: Output) => {
      const secrets = await withStore(terminal, (store) => store.secrets.list());
      const documents = secrets.map((one) => ({
        id: one.id,
        name: one.name,
        role: one.role,
        kind: one.kind,
        created_at: iso(one.createdAt),
        expires_at: iso(one.expiresAt),
        revoked_at: one.revokedAt === null ? null : iso(one.revokedAt),
      }));
      print(terminal, options.json === true, documents, () =>
        table(
          ["ID", "NAME", "ROLE", "EXPIRES", "REVOKED"],
          documents.map((one) => [one.id, one.name, one.role, one.expires_at, one.revoked_at ?? ""]),
        ),
      );
    });

  token
    .command("revoke <id>")
    .description("end a service token now")
    .action(async (id: string) => {
      const revoked = await withStore(terminal, (store, ports) => store.secrets.revoke(id, ports.now()));
      if (!revoked)
        throw new CommandFailure(exitCodes.notFound, `There is no service token ${id} that is still good.`);
      terminal.out(`revoked ${id}\n`);
    });

  return token;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

interface LocalPorts {
  readonly randomBytes: (length: number) => Uint8Array;
  now(): number;
  newId(): string;
}

/** Opens the database the server's settings name, and closes it again. */
async function withStore<T>(
  terminal: Terminal,
  work: (store: Store, ports: LocalPorts) => Promise<T>,
): Promise<T> {
  const config = readConfig(terminal.environment);
  const random = (length: number) => randomBytes(length);
  const store = await openStore({ url: config.databaseUrl, clock: Date.now, random });
  try {
    return await work(store, {
      randomBytes: random,
      now: () => Math.floor(Date.now() / 1000),
      newId: uuidGenerator(Date.now, random),
    });
  } finally {
    await store.close();
  }
}
