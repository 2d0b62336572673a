/** The application, allowed to ask a test's issuer for its keys, and trusting the authority of its certificate. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type TestApp } from "./app.ts";
import type { TestIssuer } from "./issuer.ts";

/** @param environment settings beside those */
export async function startAppTrusting(
  issuer: Pick<TestIssuer, "origin" | "ca">,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-ca-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, issuer.ca);
  const app = await startApp({
    COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
    COUNTERSIGN_ISSUER_CA_FILE: caFile,
    ...environment,
  });
  return {
    ...app,
    async close() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
