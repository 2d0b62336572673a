/** The application with a real issuer, spoken to as JFrog's clients speak to their platform. */

import type { TestApp } from "../app.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { startAppTrusting } from "../trusting-app.ts";

export type Document = Readonly<Record<string, unknown>>;

export interface AccessWorld {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** An ID token as GitHub Actions would issue it for the samples' repository. */
  idToken(changes?: Document): string;
  /** Sends an exchange as JSON: the four members every client sends, and these. */
  exchange(members?: Document): Promise<Response>;
  close(): Promise<void>;
}

export const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
export const audience = "jfrog-github";

/** Claims of the vendor's samples. */
export const claims = {
  sub: "repo:mosheya/access-oidc-poc:ref:refs/heads/main",
  workflow_ref: "mosheya/access-oidc-poc/.github/workflows/job.yaml@refs/heads/main",
};

export async function startAccessWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<AccessWorld> {
  const issuer = await startIssuer();
  const app = await startAppTrusting(issuer, environment);
  const idToken = (changes: Document = {}) => issuer.sign({ aud: audience, ...claims, ...changes });
  return {
    app,
    issuer,
    idToken,
    exchange: (members = {}) =>
      app.send("/access/api/v1/oidc/token", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          grant_type: grantType,
          subject_token_type: idTokenType,
          subject_token: idToken(),
          provider_name: "github-oidc",
          ...members,
        }),
      }),
    async close() {
      await app.close();
      await issuer.close();
    },
  };
}

/** Creates what must be created. @throws with the answer when it is not */
export async function create(world: AccessWorld, path: string, document: unknown): Promise<Document> {
  const answer = await world.app.asAdmin("POST", path, document);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return documentOf(answer);
}

export async function documentOf(answer: Response): Promise<Document> {
  return (await answer.json()) as Document;
}

/** The one error of an answer in the vendor's envelope. */
export async function errorOf(
  answer: Response,
): Promise<{ readonly code: string; readonly message: string }> {
  const body = (await answer.json()) as {
    readonly errors: readonly { readonly code: string; readonly message: string }[];
  };
  const [error] = body.errors;
  if (error === undefined || body.errors.length !== 1) throw new Error(JSON.stringify(body));
  return error;
}

/** The payload of a token, decoded as JFrog's Go clients do: plain base64 without padding. */
export function payloadAsGoReadsIt(token: string): Document {
  const segment = token.split(".")[1] ?? "";
  if (!/^[A-Za-z0-9+/]+$/.test(segment)) throw new Error(`not plain base64: ${segment}`);
  return JSON.parse(Buffer.from(segment, "base64").toString("utf8")) as Document;
}
