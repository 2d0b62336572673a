/**
 * Looks into the files that the settings name before anything is opened, so that a wrong path or a wrong
 * file is told by the name of its setting, and all of them at once. The master key has rules of its own.
 */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { type Config, ConfigProblem } from "./config.ts";
import { settings } from "./settings.ts";

/** @throws ConfigProblem with a sentence for every file that is not usable */
export function checkConfigFiles({ issuerCaFile, tls }: Pick<Config, "issuerCaFile" | "tls">): void {
  const problems: string[] = [];
  const read = (path: string, variable: string): string | null => {
    try {
      return readFileSync(path, "utf8");
    } catch (problem) {
      problems.push(`${variable} names a file that cannot be read: ${messageOf(problem)}`);
      return null;
    }
  };
  const attempt = (work: () => void, sentence: string) => {
    try {
      work();
    } catch (problem) {
      problems.push(`${sentence}: ${messageOf(problem)}`);
    }
  };

  const authorities = issuerCaFile === null ? null : read(issuerCaFile, settings.issuerCaFile.variable);
  if (authorities !== null) {
    attempt(
      () => void new X509Certificate(authorities),
      `${settings.issuerCaFile.variable} names a file that does not hold certificates in PEM form`,
    );
  }
  if (tls !== null) {
    const cert = read(tls.certFile, settings.tlsCertFile.variable);
    const key = read(tls.keyFile, settings.tlsKeyFile.variable);
    if (cert !== null && key !== null) {
      attempt(
        () => void createSecureContext({ cert, key }),
        `${settings.tlsCertFile.variable} and ${settings.tlsKeyFile.variable} do not name a certificate and its key`,
      );
    }
  }
  if (problems.length > 0) throw new ConfigProblem(problems);
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
