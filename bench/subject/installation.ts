/**
 * One server to measure: a database with so many mappings, the server over it, and exchange requests with
 * tokens that these mappings match.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { buildOptions, bundle } from "../../scripts/bundle.ts";
import type { LoadRequest } from "../load/connection.ts";
import { liftedLimits, type RunningServer, type ServerOptions, startServer } from "../load/server.ts";
import type { BenchIssuer } from "./issuer.ts";
import { seedDatabase } from "./seed.ts";

/** Different subject tokens: more than any cache in a processor or a program holds by accident. */
export const poolSize = 2_000;

export interface InstallationOptions extends Omit<ServerOptions, "dataDir" | "command"> {
  readonly issuer: BenchIssuer;
  readonly mappings: number;
  /** The sizes that are measured beside each other: one pool of tokens serves them all. Absent: only this one. */
  readonly sizes?: readonly number[];
  /** Which mappings the tokens match: all of them evenly, or only the one that is judged last. */
  readonly matching?: "evenly" | "last";
  /** Without the record of exchanges, see without-store.ts. */
  readonly withoutStore?: boolean;
}

export interface Installation {
  readonly server: RunningServer;
  readonly tokens: readonly string[];
  readonly requests: readonly LoadRequest[];
  /** How many were answered so far; `measure` counts them. */
  exchanges(): number;
  count(answered: number): void;
  stop(): Promise<void>;
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { issuer, mappings } = options;
  const folder = await makeFolder();
  const dataDir = join(folder, "data");
  const [tokens] = await Promise.all([
    issuer.idTokens({
      count: poolSize,
      sizes: options.sizes ?? [mappings],
      matching: options.matching ?? "evenly",
    }),
    seedDatabase({ dataDir, issuerUrl: issuer.url, mappings }),
  ]);
  const server = await startServer({
    ...options,
    dataDir,
    settings: { ...liftedLimits, COUNTERSIGN_ISSUER_ALLOW: issuer.url, ...options.settings },
    ...(options.withoutStore === true && { command: [await buildWithoutStore(folder)] }),
  });
  let exchanges = 0;
  return {
    server,
    tokens,
    exchanges: () => exchanges,
    count(answered) {
      exchanges += answered;
    },
    requests: tokens.map(tokenRequest),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Built like the product, so that nothing but the record of exchanges is different. @returns the program */
async function buildWithoutStore(folder: string): Promise<string> {
  const program = resolve(import.meta.dirname, "without-store.ts");
  const { "sqlite-writer": writer } = bundle.sources;
  const outExtension = { ".js": ".mjs" };
  await build({
    ...buildOptions,
    entryPoints: [program, writer],
    entryNames: "[name]",
    outdir: folder,
    outExtension,
  });
  return join(folder, "without-store.mjs");
}

/** Lends a temporary folder. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "countersign-bench-"));
}

/** An exchange as any RFC 8693 client asks for it: the provider is found by the token's issuer. */
function tokenRequest(subjectToken: string): LoadRequest {
  return {
    method: "POST",
    path: "/oauth2/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: subjectToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    }).toString(),
  };
}
