/**
 * An OpenID provider on loopback (oidc-provider) that people sign in at: who is there stands in the test's hands, and
 * so does whether it lets them in. It has two clients: one with a secret and one without.
 */

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { quietly } from "../demo/quietly.ts";
import { freePort } from "./app.ts";

export const confidential = { id: "console", secret: "a client's secret: 100% of it" } as const;
export const publicClient = { id: "console-public" } as const;

export interface SignOnProvider {
  /** The issuer. */
  readonly url: string;
  /** Who is in front of the browser, as the provider knows it. */
  person: string;
  /** Groups that the person is in. */
  groups: readonly string[];
  /** What it answers in place of signing in; null: it signs in. */
  refuses: { readonly error: string; readonly description: string } | null;
  /** Awaited with the path of each request before it is answered. */
  before(path: string): Promise<void> | void;
  /** Those it gave out, in order. */
  readonly idTokens: readonly string[];
  /** Paths that were asked for, without queries. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** @param redirectUris of both clients */
export async function startSignOnProvider(redirectUris: readonly string[]): Promise<SignOnProvider> {
  const { Provider } = await quietly(() => import("oidc-provider"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client = {
    redirect_uris: [...redirectUris],
    grant_types: ["authorization_code"],
    response_types: ["code" as const],
  };
  const state: { -readonly [Member in keyof SignOnProvider]: SignOnProvider[Member] } = {
    url,
    person: "alice",
    groups: [],
    refuses: null,
    before: () => undefined,
    requests: [],
    idTokens: [],
    close: async () => undefined,
  };
  const provider = await quietly(
    async () =>
      new Provider(url, {
        clients: [
          { ...client, client_id: confidential.id, client_secret: confidential.secret },
          { ...client, client_id: publicClient.id, token_endpoint_auth_method: "none" },
        ],
        jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "op-1", use: "sig", alg: "RS256" }] },
        cookies: { keys: ["a key of cookies"] },
        scopes: ["openid", "profile", "email"],
        claims: { openid: ["sub", "groups"], email: ["email"] },
        conformIdTokenClaims: false,
        pkce: { required: () => true },
        ttl: { IdToken: 300 },
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
        findAccount: (_ctx, id) => ({
          accountId: id,
          claims: async () => ({ sub: id, email: `${id}@example.com`, groups: [...state.groups] }),
        }),
        async loadExistingGrant(ctx) {
          const accountId = ctx.oidc.session?.accountId;
          const clientId = ctx.oidc.client?.clientId;
          if (accountId === undefined || clientId === undefined) return undefined;
          const grant = new ctx.oidc.provider.Grant({ accountId, clientId });
          grant.addOIDCScope("openid profile email");
          await grant.save();
          return grant;
        },
      }),
  );
  const asked: string[] = [];
  const idTokens: string[] = [];
  provider.on("grant.success", (ctx) => void idTokens.push(String(Object(ctx.body)["id_token"])));
  const handle = provider.callback();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    asked.push(path);
    await state.before(path);
    if (!path.startsWith("/interaction/")) return void handle(request, response);
    const result =
      state.refuses === null
        ? { login: { accountId: state.person } }
        : { error: state.refuses.error, error_description: state.refuses.description };
    void provider.interactionFinished(request, response, result);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), "127.0.0.1", resolve));
  return Object.assign(state, {
    requests: asked,
    idTokens,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
