/**
 * `countersign admin`: what is done on the machine itself, with the settings and the files of the server:
 * service tokens for administrators, also when nobody holds one any more. Whoever can read the database
 * is the operator. A running server may stay up: it looks every credential up in the database.
 */

import { type Command, Option } from "commander";
import { parseAudience } from "../core/granting/audience.ts";
import { toServiceTokenDocument } from "../faces/admin/service-token-translate.ts";
import { serviceTokenRoles } from "../faces/services/keeping.ts";
import { firstSecretFileIn, removeDeadFirstSecret } from "../first-secret.ts";
import { createServiceToken } from "../service-tokens.ts";
import type { StoredSecret } from "../store/store.ts";
import { addCommand, addGroup, type Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { dataDirOf, type PlaceOptions, placeOptions, withStore } from "./place.ts";
import { readDays, serviceTokenTable } from "./service-token-lines.ts";

const secondsPerDay = 86_400;

interface CreateOptions extends PlaceOptions {
  readonly role: StoredSecret["role"];
  readonly days: string;
  readonly audience?: string;
}

export function addAdminCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const admin = addGroup(program, "admin", "work on the server's own machine; the server may stay up");
  const token = addGroup(
    admin,
    "token",
    "service tokens: administrators' secrets for automation and recovery",
  );

  addCommand<CreateOptions>(token, shell, {
    usage: "create <name>",
    description: "make a service token and print it, this once",
    options: [
      (command) =>
        command
          .addOption(
            new Option("--role <role>", "what it may do")
              .choices(serviceTokenRoles)
              .default("admin" satisfies StoredSecret["role"]),
          )
          .option("--days <number>", "days until it expires, at most 366", "90")
          .option(
            "--audience <list>",
            "with --role introspect: only of tokens for these, a blank between them",
          ),
      placeOptions,
    ],
    async run(options, name: string) {
      const { role } = options;
      const audience = options.audience === undefined ? undefined : parseAudience(options.audience);
      const lifetimeSeconds = readDays(options.days) * secondsPerDay;
      const { made, namesakes } = await withStore(terminal, options, async (store, ports) => {
        const secretPorts = { ...ports, secrets: store.secrets };
        const namesakes = (await store.secrets.list()).filter(isGood(name, ports.now()));
        const wanted = { name, role, ...(audience !== undefined && { audience }), lifetimeSeconds };
        const made = await createServiceToken(secretPorts, wanted);
        // Where it cannot be, or is another node's, the server removes it within a minute, or its log says why not.
        const file = firstSecretFileIn(dataDirOf(terminal, options));
        await removeDeadFirstSecret(secretPorts, file).catch(() => false);
        return { made, namesakes };
      });
      if (!made.ok) throw new CommandFailure(exitCodes.usage, made.detail);
      const { stored, secret } = made;
      return {
        document: { ...toServiceTokenDocument(stored), secret },
        lines: [secret],
        asides: [
          ...namesakes.map(
            ({ id }) =>
              `Another service token called ${name} is still good: \`countersign admin token revoke ${id}\` ends it.`,
          ),
          ...(role === "introspect" && audience === undefined
            ? ["It may introspect every token. With --audience it sees only those for its resource server."]
            : []),
        ],
      };
    },
  });

  addCommand<PlaceOptions>(token, shell, {
    usage: "list",
    description: "list service tokens; their secrets are not kept",
    options: [placeOptions],
    async run(options) {
      const secrets = await withStore(terminal, options, (store) => store.secrets.list());
      const documents = secrets.map(toServiceTokenDocument);
      return {
        document: documents,
        lines: serviceTokenTable(documents),
      };
    },
  });

  addCommand<PlaceOptions>(token, shell, {
    usage: "revoke <id>",
    description: "end a service token now, and the tokens made with it",
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
