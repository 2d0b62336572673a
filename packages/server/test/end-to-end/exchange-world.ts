/**
 * An installation with one issuer, as the end-to-end tests drive it: configured and asked over HTTP only, the
 * exchange at either face by the same call.
 */

import { startApp, type TestApp } from "../app.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";

export type Document = Readonly<Record<string, unknown>>;

/** The two faces at which an ID token is exchanged. */
export const faces = ["access", "oauth"] as const;
export type ExchangeFace = (typeof faces)[number];

/** One answer, with everything a client can see of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly document: Document;
}

export interface World {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** Creates a provider with the issuer's keys; by default the provider `ci` of the issuer itself. */
  provider(changes?: Document): Promise<Document>;
  /** Creates a mapping of the admin API; by default of provider `ci`. */
  mapping(document: Document): Promise<Document>;
  /** An ID token about a job, changed by these claims. */
  idToken(changes?: Document): string;
  close(): Promise<void>;
}

export const audience = "https://sts.example.com";
const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";

/** @param environment settings beside the defaults */
export async function startWorld(environment: Readonly<Record<string, string>> = {}): Promise<World> {
  const issuer = await startIssuer();
  const app = await startApp({ COUNTERSIGN_ISSUER_ALLOW: issuer.origin, ...environment });
  return {
    app,
    issuer,
    provider: (changes = {}) => created(app, "/api/v1/providers", { ...providerOf(issuer), ...changes }),
    mapping: (document) => created(app, "/api/v1/mappings", { provider: "ci", ...document }),
    idToken: (changes = {}) => issuer.sign({ aud: audience, sub: "job-1", ...changes }),
    async close() {
      await app.close();
      await issuer.close();
    },
  };
}

export function providerOf(issuer: TestIssuer): Document {
  return { name: "ci", issuer_url: issuer.url, audience, ca_certificates: issuer.ca };
}

/** Creates an object. @throws when it is refused */
export async function created(
  app: Pick<TestApp, "asAdmin">,
  path: string,
  document: Document,
): Promise<Document> {
  const answer = await answerOf(await app.asAdmin("POST", path, document));
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.document)}`);
  return answer.document;
}

/** Exchanges an ID token. @param parameters of the face, beside the token */
export async function exchange(
  app: Pick<TestApp, "send">,
  face: ExchangeFace,
  idToken: string,
  parameters: Document = {},
): Promise<Answer> {
  const asked = {
    grant_type: grantType,
    subject_token_type: idTokenType,
    subject_token: idToken,
    ...(face === "access" && { provider_name: "ci" }),
    ...parameters,
  };
  const init =
    face === "access"
      ? { headers: { "content-type": "application/json" }, body: JSON.stringify(asked) }
      : { body: new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)])) };
  const path = face === "access" ? "/access/api/v1/oidc/token" : "/oauth2/token";
  return answerOf(await app.send(path, { method: "POST", ...init }));
}

/** Exchanges an ID token. @returns the access token's claims @throws when it is refused */
export async function claimsFor(
  app: Pick<TestApp, "send">,
  face: ExchangeFace,
  idToken: string,
  parameters: Document = {},
): Promise<Document> {
  return decode(accessTokenIn(await exchange(app, face, idToken, parameters)));
}

/** @throws when the exchange was refused */
export function accessTokenIn({ status, document }: Answer): string {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(document)}`);
  return String(document["access_token"]);
}

/** The claims of a token, unchecked. */
export function decode(token: string): Document {
  return documentIn(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

export async function answerOf(response: Response): Promise<Answer> {
  const document = documentIn((await response.text()) || "{}");
  return { status: response.status, headers: response.headers, document };
}

/** The admin API's answer, read as a document. @throws when it is no success */
export async function asAdmin(
  app: Pick<TestApp, "asAdmin">,
  method: string,
  path: string,
  body?: Document,
): Promise<Document> {
  const answer = await answerOf(await app.asAdmin(method, path, body));
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.document)}`);
  return answer.document;
}

/** The items of a page of the admin API. */
export async function itemsOf(app: Pick<TestApp, "asAdmin">, path: string): Promise<readonly Document[]> {
  const { items } = await asAdmin(app, "GET", path);
  if (!Array.isArray(items)) throw new Error(`${path} is no page`);
  return items.map((item) => Object(item));
}

function documentIn(text: string): Document {
  const value: unknown = JSON.parse(text);
  return Object(value);
}
