/**
 * Looks into the files that the settings name before anything is opened, so that a wrong path or a wrong
 * file is told by the name of its setting, and all of them at once. The master key has rules of its own.
 */

import { readFile } from "node:fs/promises";
import { type Config, ConfigProblem } from "./config.ts";
import { readingFault } from "./files/file-fault.ts";
import { checkCaCertificates } from "./oidc/key-material.ts";
import { type PairFiles, readPair } from "./runtime/certificate-pair.ts";
import { settings } from "./settings.ts";
import { readPostgresUrl } from "./store/postgres-url.ts";
import { databaseAt } from "./store/url.ts";

/** A machine's own bundle of authorities, which may be named here, has about 150. */
const mostAuthorities = 1_000;

/** @throws ConfigProblem with a sentence for every file that is not usable */
export async function checkConfigFiles(
  files: Pick<Config, "issuerCaFile" | "outboundProxyCaFile" | "databaseUrl" | "tls" | "consoleSignOn">,
): Promise<void> {
  const { issuerCaFile, outboundProxyCaFile, tlsCertFile, tlsKeyFile } = settings;
  const problems = [
    ...(await authorityProblems(issuerCaFile.variable, files.issuerCaFile)),
    ...(await authorityProblems(outboundProxyCaFile.variable, files.outboundProxyCaFile)),
    ...(await databaseProblems(files.databaseUrl)),
    ...(await pairProblems({ certFile: tlsCertFile.variable, keyFile: tlsKeyFile.variable }, files.tls)),
    ...(await clientSecretProblems(files.consoleSignOn?.clientSecretFile ?? null)),
  ];
  if (problems.length > 0) throw new ConfigProblem(problems);
}

async function databaseProblems(url: string): Promise<readonly string[]> {
  const place = databaseAt(url);
  const tls = place.kind === "postgres" ? readPostgresUrl(place.url).tls : null;
  if (tls === null) return [];
  const { variable } = settings.databaseUrl;
  return [
    ...(await authorityProblems(`sslrootcert in ${variable}`, tls.authoritiesFile)),
    ...(await pairProblems(
      { certFile: `sslcert in ${variable}`, keyFile: `sslkey in ${variable}` },
      tls.own,
    )),
  ];
}

async function authorityProblems(naming: string, path: string | null): Promise<readonly string[]> {
  if (path === null) return [];
  const named = `${naming} names ${path}`;
  try {
    const problem = checkCaCertificates(await readFile(path, "utf8"), mostAuthorities);
    return problem === null ? [] : [`${named}: it ${problem}`];
  } catch (problem) {
    return [
      `${named}: ${readingFault(problem)}. It must be a file that the user the server runs as may read.`,
    ];
  }
}

/** Longer ones are no client's secret. */
const longestSecret = 1_024;

async function clientSecretProblems(path: string | null): Promise<readonly string[]> {
  if (path === null) return [];
  const named = `${settings.consoleClientSecretFile.variable} names ${path}`;
  try {
    const secret = readClientSecret(await readFile(path, "utf8"));
    if (/^[\x20-\x7e]+$/.test(secret) && secret.length <= longestSecret) return [];
    return [`${named}: it must hold the client's secret in one line of printable ASCII, and nothing else.`];
  } catch (problem) {
    return [
      `${named}: ${readingFault(problem)}. It must be a file that the user the server runs as may read.`,
    ];
  }
}

/** What stands in the file, without the end of its line. */
export function readClientSecret(text: string): string {
  return text.replace(/\r?\n$/, "");
}

async function pairProblems(naming: PairFiles, files: PairFiles | null): Promise<readonly string[]> {
  if (files === null) return [];
  const read = await readPair(files);
  return read.ok ? [] : read.problems.map(({ of, path, detail }) => `${naming[of]} names ${path}: ${detail}`);
}
