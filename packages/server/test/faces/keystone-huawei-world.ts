/** The application as Huawei Cloud's clients set it up: an identity provider with an OpenID Connect configuration. */

import type { TestApp } from "../app.ts";
import { type IssuerOptions, startIssuer, type TestIssuer } from "../issuer.ts";
import { startAppTrusting } from "../trusting-app.ts";

export interface HuaweiWorld {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** The configuration of an identity provider for the issuer, with its keys as text. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Sends JSON as the administrator, the way Huawei's clients do. */
  admin(method: string, path: string, body?: unknown): Promise<Response>;
  /** The same, and what was answered, if the status is one that Huawei's Go SDK accepts for the method. */
  done(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** An ID token for the configuration, changed by these claims. */
  idToken(changes?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

export const clientId = "client_id_example";

/** As chnsz/golangsdk has them (provider_client.go, the default codes of a method). */
const acceptedCodes: Readonly<Record<string, readonly number[]>> = {
  GET: [200],
  POST: [200, 201, 202],
  PUT: [200, 201, 202],
  PATCH: [200, 202, 204],
  DELETE: [200, 202, 204],
};

export async function startHuaweiWorld(
  environment: Readonly<Record<string, string>> = {},
  options: IssuerOptions = {},
): Promise<HuaweiWorld> {
  const issuer = await startIssuer(options);
  const app = await startAppTrusting(issuer, environment);
  const admin = (method: string, path: string, body?: unknown) =>
    app.send(path, {
      method,
      headers: {
        "x-auth-token": app.adminToken,
        "x-language": "en-us",
        ...(body !== undefined && { "content-type": "application/json;charset=UTF-8" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    app,
    issuer,
    configuration: {
      access_mode: "program",
      idp_url: issuer.url,
      client_id: clientId,
      signing_key: JSON.stringify({ keys: issuer.keys.map(({ publicJwk }) => publicJwk) }),
    },
    admin,
    async done(method, path, body) {
      const response = await admin(method, path, body);
      const text = await response.text();
      if (acceptedCodes[method]?.includes(response.status) !== true) {
        throw new Error(`${method} ${path}: ${response.status} ${text}`);
      }
      return text === "" ? {} : JSON.parse(text);
    },
    idToken: (changes = {}) => issuer.sign({ aud: clientId, sub: "job", ...changes }),
    async close() {
      await app.close();
      await issuer.close();
    },
  };
}
