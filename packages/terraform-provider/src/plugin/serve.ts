/**
 * The life of the provider's process: greeted by Terraform, listening, serving, and gone without a trace. Standard output
 * carries one line, the handshake, or the sentence that explains why there is none.
 */

import { rmSync } from "node:fs";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { Handlers } from "../protocol/messages.ts";
import { createCalls } from "./calls.ts";
import { makeCertificate, type OwnCertificate } from "./certificate.ts";
import { cookie, handshakeLine, readGreeting } from "./handshake.ts";
import { watchOpen } from "./left-open.ts";
import { listen } from "./listening.ts";
import { createLog, traceOf } from "./log.ts";
import { addServices } from "./services.ts";
import { watchForTheEnd } from "./stopping.ts";

/** The largest message either way, in bytes: what Terraform's own library allows, since states can be large. */
const largestMessage = 256 * 1024 * 1024;

/** Serves Terraform until it has no more to ask. Ends the process itself. */
export async function servePlugin(handlers: Handlers): Promise<void> {
  const greeting = readGreeting(process.env);
  if (greeting.kind === "refuse") return refuse(greeting.sentence);
  try {
    await serve(handlers, greeting.clientCertificate);
  } catch (error) {
    const { kind, code = "" } = traceOf(error);
    refuse(`Countersign's provider cannot start (${kind} ${code}): it found no place to wait for Terraform.`);
  }
}

async function serve(given: Handlers, clientCertificate: string | null): Promise<void> {
  const { env: environment } = process;
  const log = createLog(environment, (line) => process.stderr.write(line));
  const { handlers, open } = watchOpen(given);
  const calls = createCalls(handlers, log);
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  const end = watchForTheEnd({ calls, log, stop: () => handlers.StopProvider({}), open, server });
  addServices(server, calls, end);
  const certificate = clientCertificate === null ? null : makeCertificate(new Date());
  const credentials = credentialsFor(certificate, clientCertificate);
  const address = await listen(
    environment,
    (where) =>
      new Promise((resolve, reject) => {
        server.bindAsync(where, credentials, (error, port) =>
          error === null ? resolve(port) : reject(error),
        );
      }),
    certificate !== null,
  );
  if (address.network === "unix") {
    process.on("exit", () => rmSync(address.folder, { recursive: true, force: true }));
  }
  log.write("debug", "Listening", { network: address.network });
  process.stdout.write(handshakeLine(address, certificate?.der ?? null));
}

/** Terraform shows what it reads on standard output in place of a handshake, and a person sees standard error. */
export function refuse(sentence: string): void {
  (process.env[cookie.name] === undefined ? process.stderr : process.stdout).write(`${sentence}\n`);
  process.exitCode = 1;
}

function credentialsFor(own: OwnCertificate | null, clientCertificate: string | null): ServerCredentials {
  if (own === null || clientCertificate === null) return ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(own.privateKey), cert_chain: Buffer.from(own.pem) };
  return ServerCredentials.createSsl(Buffer.from(clientCertificate), [pair], true);
}
