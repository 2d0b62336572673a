/** The application with one real issuer, one provider and one mapping: what the OAuth face's tests begin with. */

import { startApp, type TestApp } from "../app.ts";
import { type IssuerOptions, startIssuer, type TestIssuer } from "../issuer.ts";

export interface World {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  /** An ID token that the mapping accepts, changed by these claims. */
  idToken(changes?: Readonly<Record<string, unknown>>): string;
  /** Sends a token request as a form; lists become repeated parameters. */
  exchange(parameters?: Readonly<Record<string, string | readonly string[]>>): Promise<Response>;
  close(): Promise<void>;
}

export const audience = "https://sts.example";
export const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token";

export const provider = (issuer: TestIssuer) => ({
  name: "ci",
  issuer_url: issuer.url,
  audience,
  ca_certificates: issuer.ca,
});

export const mapping = {
  name: "deploy",
  provider: "ci",
  claims: { sub: "repo:acme/app:ref:refs/heads/*" },
  grant: {
    user: "deployer",
    groups: ["readers"],
    project_roles: [{ project: "shop", roles: ["Developer"] }],
  },
  audience: ["https://api.example", "https://billing.example"],
  lifetime_seconds: 600,
};

export async function startWorld(
  environment: Readonly<Record<string, string>> = {},
  options: IssuerOptions = {},
): Promise<World> {
  const issuer = await startIssuer(options);
  const app = await startApp({ COUNTERSIGN_ISSUER_ALLOW: issuer.origin, ...environment });
  await created(app, "/api/v1/providers", provider(issuer));
  await created(app, "/api/v1/mappings", mapping);
  const idToken = (changes: Readonly<Record<string, unknown>> = {}) =>
    issuer.sign({ aud: audience, sub: "repo:acme/app:ref:refs/heads/main", ...changes });
  return {
    app,
    issuer,
    idToken,
    exchange(parameters = {}) {
      const body = new URLSearchParams();
      const all = {
        grant_type: grantType,
        subject_token: idToken(),
        subject_token_type: idTokenType,
        ...parameters,
      };
      for (const [name, values] of Object.entries(all)) {
        for (const value of [values].flat()) body.append(name, value);
      }
      return app.send("/oauth2/token", { method: "POST", body });
    },
    async close() {
      await app.close();
      await issuer.close();
    },
  };
}

/** Creates an object of the admin API. @throws when it is refused */
export async function created(
  app: TestApp,
  path: string,
  document: unknown,
): Promise<Record<string, unknown>> {
  const response = await app.asAdmin("POST", path, document);
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
