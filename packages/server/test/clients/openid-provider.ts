/**
 * An OpenID provider on loopback (oidc-provider) with the grants by which keystoneauth asks for a token itself: with
 * a user's password it hands out an ID token, to a client on its own an access token that is a JWT.
 */

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { quietly } from "../../demo/quietly.ts";
import { freePort } from "../app.ts";

export interface OpenidProvider {
  /** The issuer; discovery document and token endpoint are below it. */
  readonly url: string;
  close(): Promise<void>;
}

export const client = { id: "pipeline", secret: "a client's secret" } as const;
export const user = { name: "dora", password: "a user's password" } as const;
/** Whom the access tokens are for. */
export const resource = "https://sts.example.com";

export async function startOpenidProvider(): Promise<OpenidProvider> {
  const { errors, Provider } = await quietly(() => import("oidc-provider"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = await quietly(
    async () =>
      new Provider(url, {
        clients: [
          {
            client_id: client.id,
            client_secret: client.secret,
            grant_types: ["password", "client_credentials"],
            redirect_uris: [],
            response_types: [],
          },
        ],
        scopes: ["openid", "profile"],
        ttl: { IdToken: 300, ClientCredentials: 300 },
        jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "op-1", use: "sig", alg: "RS256" }] },
        features: {
          clientCredentials: { enabled: true },
          devInteractions: { enabled: false },
          resourceIndicators: {
            enabled: true,
            defaultResource: () => resource,
            getResourceServerInfo: () => ({
              scope: "profile",
              audience: resource,
              accessTokenFormat: "jwt",
              jwt: { sign: { alg: "RS256" } },
            }),
          },
        },
      }),
  );
  provider.registerGrantType(
    "password",
    async (ctx) => {
      const { username, password } = ctx.oidc.params ?? {};
      if (username !== user.name || password !== user.password)
        throw new errors.InvalidGrant("wrong password");
      const token = new provider.IdToken({ sub: user.name }, { ctx });
      token.set("sub", user.name);
      ctx.body = {
        access_token: "opaque",
        token_type: "Bearer",
        id_token: await token.issue({ use: "idtoken" }),
      };
    },
    ["username", "password", "scope"],
  );
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
