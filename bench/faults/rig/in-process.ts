/**
 * The application inside this process, for what takes a day on a clock that cannot be waited for: real HTTP, a
 * real database and a real issuer, with both clocks in the protocol's hands.
 */

import { startApp, type TestApp } from "../../../packages/server/test/app.ts";
import { startIssuer, type TestIssuer } from "../../../packages/server/test/issuer.ts";
import { mappingDocument, providerDocument } from "./installation.ts";
import { audience } from "./issuer.ts";
import type { Run } from "./protocol.ts";
import { exchangeRequest } from "./requests.ts";

export interface InProcess {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** A token by the application's wall clock. @param lifetimeSeconds until its `exp`; 300 when absent */
  idToken(lifetimeSeconds?: number): string;
  /** @returns the status of one exchange of it */
  exchange(idToken: string): Promise<number>;
}

/** Everything ends with the run. @param settings beside those that it needs */
export async function installInProcess(
  run: Run,
  settings: Readonly<Record<string, string>> = {},
): Promise<InProcess> {
  const issuer = await startIssuer();
  run.defer(() => issuer.close());
  const app = await startApp({
    ...settings,
    COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
    COUNTERSIGN_LOG_LEVEL: "error",
  });
  run.defer(() => app.close());
  await created(app, "/providers", {
    ...providerDocument("ci", issuer.url),
    algorithms: ["RS256"],
    ca_certificates: issuer.ca,
    max_token_lifetime_seconds: 86_400 * 3,
  });
  await created(app, "/mappings", mappingDocument("ci", 0));
  return {
    app,
    issuer,
    idToken(lifetimeSeconds = 300) {
      const iat = app.now();
      return issuer.sign({ aud: audience, sub: "job-1", iat, exp: iat + lifetimeSeconds });
    },
    async exchange(idToken) {
      const { path, ...request } = exchangeRequest(idToken, "ci");
      const answer = await app.send(path, request);
      await answer.arrayBuffer();
      return answer.status;
    },
  };
}

async function created(app: TestApp, path: string, document: unknown): Promise<void> {
  const answer = await app.asAdmin("POST", `/api/v1${path}`, document);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
