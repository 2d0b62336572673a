/**
 * `countersign admin`: what is done on the machine itself, with the settings and the files of the server:
 * service tokens for administrators, also when nobody holds one any more. Whoever can read the database
 * is the operator. A running server may stay up: it looks every credential up in the database.
 */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { readDatabaseConfig } from "../config.ts";
import { createServiceToken } from "../service-tokens.ts";
import type { Store, StoredSecret } from "../store/store.ts";
import { uuidGenerator } from "../store/uuid.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { addSettingOptions, settingFlags } from "./setting-options.ts";
import { databaseProblem } from "./start-problem.ts";
import { type Terminal, table } from "./terminal.ts";

type PlaceOptions = Readonly<Record<string, string>>;

const placeOptions = (command: Command) => addSettingOptions(command, ["dataDir", "databaseUrl"]);
const roles = ["operator", "admin"] as const satisfies readonly StoredSecret["role"][];
const secondsPerDay = 86_400;

export function addAdminCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const admin = addGroup(program, "admin", "work on the server's own machine; the server may stay up");
  const token = addGroup(
    admin,
    "token",
    "service tokens: administrators' secrets for automation and recovery",
  );

  addCommand<PlaceOptions & { readonly role: StoredSecret["role"]; readonly days: string }>(token, shell, {
    usage: "create <name>",
    description: "make a service token and print it, this once",
    options: [
      (command) =>
        command
          .addOption(
            new Option("--role <role>", "what it may do")
              .choices(roles)
              .default("admin" satisfies (typeof roles)[number]),
          )
          .option("--days <number>", "days until it expires, at most 366", "90"),
      placeOptions,
    ],
    async run(options, name: string) {
      const lifetimeSeconds = readDays(options.days) * secondsPerDay;
      const { made, namesakes } = await withStore(terminal, options, async (store, ports) => ({
        namesakes: (await store.secrets.list()).filter(isGood(name, ports.now())),
        made: await createServiceToken(
          { ...ports, secrets: store.secrets },
          { name, role: options.role, lifetimeSeconds },
        ),
      }));
      if (!made.ok) throw new CommandFailure(exitCodes.usage, made.detail);
      const { stored, secret } = made;
      return {
        document: { ...documentOf(stored), secret },
        lines: [secret],
        asides: namesakes.map(
          ({ id }) =>
            `Another service token called ${name} is still good: \`countersign admin token revoke ${id}\` ends it.`,
        ),
      };
    },
  });

  addCommand<PlaceOptions>(token, shell, {
    usage: "list",
    description: "list service tokens; their secrets are not kept",
    options: [placeOptions],
    async run(options) {
      const secrets = await withStore(terminal, options, (store) => store.secrets.list());
      const documents = secrets.map(documentOf);
      return {
        document: documents,
        lines: table(
          ["ID", "NAME", "ROLE", "EXPIRES", "REVOKED"],
          documents.map((one) => [one.id, one.name, one.role, one.expires_at, one.revoked_at ?? ""]),
        ),
      };
    },
  });

  addCommand<PlaceOptions>(token, shell, {
    usage: "revoke <id>",
    description: "end a service token now",
    options: [placeOptions],
    async run(options, id: string) {
      const revoked = await withStore(terminal, options, (store, ports) =>
        store.secrets.revoke(id, ports.now()),
      );
      if (revoked) return { document: { revoked: id }, lines: [`revoked ${id}`] };
      throw new CommandFailure(exitCodes.notFound, `There is no service token ${id} that is still good.`);
    },
  });
}

/** Two of one name are needed while one takes the other's place, and are not to be forgotten. */
function isGood(name: string, now: number) {
  return (secret: StoredSecret) =>
    secret.name === name && secret.kind === "service" && secret.revokedAt === null && secret.expiresAt > now;
}

function readDays(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 366) return Number(text);
  throw new CommandFailure(exitCodes.usage, `--days must be a whole number from 1 to 366, not "${text}".`);
}

function documentOf(stored: StoredSecret) {
  const { id, name, role, kind, createdAt, expiresAt, revokedAt } = stored;
  return {
    id,
    name,
    role,
    kind,
    created_at: isoTime(createdAt),
    expires_at: isoTime(expiresAt),
    revoked_at: revokedAt === null ? null : isoTime(revokedAt),
  };
}

function isoTime(seconds: number): string {
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
  options: PlaceOptions,
  work: (store: Store, ports: LocalPorts) => Promise<T>,
): Promise<T> {
  const { databaseUrl } = readDatabaseConfig(terminal.environment, settingFlags(options));
  requireDatabase(databaseUrl);
  const { openStore } = await import("../store/open.ts");
  const random = (length: number) => randomBytes(length);
  const store = await openStore({ url: databaseUrl, clock: Date.now, random }).catch((problem: unknown) => {
    const sentence = databaseProblem(problem, databaseUrl);
    throw sentence === null ? problem : new CommandFailure(exitCodes.failed, sentence);
  });
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

/** A new database in the wrong folder would make secrets that are good nowhere. */
function requireDatabase(databaseUrl: string): void {
  const path = databaseUrl.startsWith("sqlite:") ? databaseUrl.slice("sqlite:".length) : null;
  if (path === null || existsSync(path)) return;
  throw new CommandFailure(
    exitCodes.usage,
    `There is no database at ${path}. Name the server's folder with --data-dir or COUNTERSIGN_DATA_DIR, or its database with --database-url or COUNTERSIGN_DATABASE_URL.`,
  );
}
