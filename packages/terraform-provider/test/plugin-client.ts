/**
 * Starts the built provider as Terraform does, and talks to it as Terraform does: the magic cookie and a client
 * certificate in the environment, the handshake read from standard output, gRPC with mutual TLS from then on. Whatever
 * it starts ends with the test.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { generate } from "selfsigned";
import { onTestFinished } from "vitest";
import { cookie } from "../src/plugin/handshake.ts";
import { decodeAnswer, encodeRequest, type Procedure } from "../src/protocol/codec.ts";
import type { Procedures } from "../src/protocol/messages.ts";

export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

let terraforms: Promise<Credentials> | undefined;

/** What Terraform makes for a run: a certificate of its own, with a P-521 key. Made once for all tests of a process. */
export function terraformsCertificate(): Promise<Credentials> {
  terraforms ??= makeClientCertificate();
  return terraforms;
}

export async function makeClientCertificate(): Promise<Credentials> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-521",
    algorithm: "sha512",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "extKeyUsage", clientAuth: true, serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { cert, key };
}

export interface StartOptions {
  /** Beside what Terraform sets; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** False: Terraform offers no certificate, as it does when somebody debugs a provider. */
  readonly secured?: boolean;
  /** Where it is started. */
  readonly folder?: string;
}

/** The environment that Terraform starts a provider in. */
export async function terraformsEnvironment(
  options: StartOptions = {},
): Promise<Record<string, string | undefined>> {
  const certificate =
    options.secured === false ? undefined : { PLUGIN_CLIENT_CERT: (await terraformsCertificate()).cert };
  return {
    PATH: `${nodeFolder}:${process.env["PATH"] ?? ""}`,
    [cookie.name]: cookie.value,
    PLUGIN_MIN_PORT: "10000",
    PLUGIN_MAX_PORT: "25000",
    PLUGIN_PROTOCOL_VERSIONS: "5,6",
    ...certificate,
    ...options.environment,
  };
}
const nodeFolder = process.execPath.replace(/\/[^/]+$/, "");

/** The provider's process, also when it does not come to serve. */
export class ProviderProcess {
  readonly child: ChildProcess;
  /** Everything on standard output and standard error so far. */
  stdout = "";
  stderr = "";
  readonly #ended: Promise<number | string>;
  readonly #firstLine: Promise<string>;

  constructor(file: string, environment: Readonly<Record<string, string | undefined>>, folder?: string) {
    // Killed at the end of the test, it cannot clear up for itself.
    const temporary = mkdtempSync(join(tmpdir(), "provider-"));
    const child = spawn(file, [], {
      cwd: folder,
      env: { TMPDIR: temporary, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#ended = once(child, "close").then(([code, signal]) => code ?? signal);
    this.#firstLine = Promise.race([
      once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line)),
      this.#ended.then((code) => `(ended with ${code}) ${this.stderr}`),
    ]);
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await this.#ended;
      rmSync(temporary, { recursive: true });
    });
  }

  /** The exit code, or the signal that ended it. */
  get ended(): Promise<number | string> {
    return this.#ended;
  }
  /** What it said first on standard output. */
  get firstLine(): Promise<string> {
    return this.#firstLine;
  }
  /** The lines of the log so far, parsed. */
  get log(): readonly Record<string, unknown>[] {
    return this.stderr
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  }
}

/** A provider that serves. */
export interface Plugin {
  readonly process: ProviderProcess;
  readonly handshake: Handshake;
  /** @throws the gRPC error where the answer is one */
  readonly call: <P extends Procedure>(procedure: P, request: Procedures[P][0]) => Promise<Procedures[P][1]>;
  /** Any method, with the bytes of a message both ways. @throws the gRPC error where the answer is one */
  readonly ask: (path: string, message: Uint8Array) => Promise<Buffer>;
  /** Ends it as Terraform does. */
  readonly shutDown: () => Promise<number | string>;
}

export interface Handshake {
  readonly core: string;
  readonly protocol: string;
  readonly network: string;
  readonly address: string;
  readonly kind: string;
  /** Of the provider, in PEM; empty: the connection is in clear. */
  readonly certificate: string;
}

export async function startPlugin(file: string, options: StartOptions = {}): Promise<Plugin> {
  const process = new ProviderProcess(file, await terraformsEnvironment(options), options.folder);
  const handshake = readHandshake(await process.firstLine);
  const client = connect(handshake, options.secured === false ? null : await terraformsCertificate());
  const ask = (path: string, message: Uint8Array) => askOver(client, path, message);
  return {
    process,
    handshake,
    ask,
    call: async (procedure, request) =>
      decodeAnswer(
        procedure,
        await ask(`/tfplugin6.Provider/${procedure}`, encodeRequest(procedure, request)),
      ),
    shutDown: async () => {
      await ask("/plugin.GRPCController/Shutdown", new Uint8Array(0));
      client.close();
      return await process.ended;
    },
  };
}

function readHandshake(line: string): Handshake {
  const [core, protocol, network, address, kind, base64] = line.split("|");
  if (core === undefined || protocol === undefined || network === undefined || address === undefined) {
    throw new Error(`This is no handshake: ${line}`);
  }
  return {
    core,
    protocol,
    network,
    address,
    kind: kind ?? "",
    certificate: base64 ? new X509Certificate(Buffer.from(base64, "base64")).toString() : "",
  };
}

/** @param own with which the client shows who it is; null: the connection is in clear */
export function connect(handshake: Handshake, own: Credentials | null): Client {
  const security =
    own === null
      ? credentials.createInsecure()
      : credentials.createSsl(
          Buffer.from(handshake.certificate),
          Buffer.from(own.key),
          Buffer.from(own.cert),
        );
  const address = handshake.network === "unix" ? `unix:${handshake.address}` : `ipv4:${handshake.address}`;
  const client = new Client(address, security, {
    "grpc.ssl_target_name_override": "localhost",
    "grpc.default_authority": "localhost",
    "grpc.max_receive_message_length": -1,
    // A refused connection shall fail a call at once, and not be tried again.
    "grpc.enable_retries": 0,
  });
  onTestFinished(() => client.close());
  return client;
}

const asIs = (bytes: Buffer): Buffer => bytes;

export function askOver(client: Client, path: string, message: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, asIs, asIs, Buffer.from(message), (error: ServiceError | null, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error);
    });
  });
}
