/**
 * Looks into the files that the settings name before anything is opened, so that a wrong path or a wrong
 * file is told by the name of its setting, and all of them at once. The master key has rules of its own.
 */

import { readFile } from "node:fs/promises";
import { type Config, ConfigProblem } from "./config.ts";
import { readingFault } from "./keys/file-fault.ts";
import { checkCaCertificates } from "./oidc/key-material.ts";
import { readPair } from "./runtime/certificate-pair.ts";
import { settings } from "./settings.ts";

/** A machine's own bundle of authorities, which may be named here, has about 150. */
const mostAuthorities = 1_000;

/** @throws ConfigProblem with a sentence for every file that is not usable */
export async function checkConfigFiles(
  files: Pick<Config, "issuerCaFile" | "outboundProxyCaFile" | "tls" | "consoleSignOn">,
): Promise<void> {
  const problems = [
    ...(await authorityProblems("issuerCaFile", files.issuerCaFile)),
    ...(await authorityProblems("outboundProxyCaFile", files.outboundProxyCaFile)),
    ...(await pairProblems(files.tls)),
    ...(await clientSecretProblems(files.consoleSignOn?.clientSecretFile ?? null)),
  ];
  if (problems.length > 0) throw new ConfigProblem(problems);
}

async function authorityProblems(
  setting: "issuerCaFile" | "outboundProxyCaFile",
  path: string | null,
): Promise<readonly string[]> {
  if (path === null) return [];
  const named = `${settings[setting].variable} names ${path}`;
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

async function pairProblems(tls: Config["tls"]): Promise<readonly string[]> {
  if (tls === null) return [];
  const read = await readPair(tls);
  if (read.ok) return [];
  const variables = { certFile: settings.tlsCertFile.variable, keyFile: settings.tlsKeyFile.variable };
  return read.problems.map(({ of, path, detail }) => `${variables[of]} names ${path}: ${detail}`);
}
