/**
 * A small CI system on loopback: a real OpenID provider (oidc-provider) with a key of its own that hands
 * each job an ID token about that job. For the demo and the tests; not part of the product.
 */

import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { quietly } from "./quietly.ts";

/** The grant by which a job asks for its ID token, as a CI runner would. */
const jobGrant = "urn:example:grant-type:job";

interface Unusual {
  readonly audience?: string;
  /** From now; below zero for a token that has expired. */
  readonly secondsToLive?: number;
}

export interface LocalIssuer {
  /** The issuer: discovery document and keys are below it. */
  readonly url: string;
  /**
   * An ID token about a job, good for five minutes unless said otherwise.
   * @param job claims about the job, `sub` among them
   * @param unusual another of the issuer's audiences, or another time to live
   */
  idTokenFor(job: Readonly<Record<string, string>>, unusual?: Unusual): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param audience the `aud` of its ID tokens: the service they are meant for
 * @param otherAudience a service that ID tokens can be asked for instead
 */
export async function startLocalIssuer(audience: string, otherAudience: string): Promise<LocalIssuer> {
  const { Provider } = await quietly(() => import("oidc-provider"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = await quietly(
    async () =>
      new Provider(url, {
        clients: [audience, otherAudience].map((client) => ({
          client_id: client,
          token_endpoint_auth_method: "none",
          grant_types: [jobGrant],
          redirect_uris: [],
          response_types: [],
        })),
        jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "ci-1", use: "sig", alg: "RS256" }] },
        ttl: { IdToken: 300 },
        features: { devInteractions: { enabled: false } },
      }),
  );
  provider.registerGrantType(
    jobGrant,
    async (ctx) => {
      const job: Readonly<Record<string, string>> = JSON.parse(String(ctx.oidc.params?.["job"]));
      const token = new provider.IdToken({ sub: job["sub"] ?? "" }, { ctx });
      for (const [claim, value] of Object.entries(job)) token.set(claim, value);
      token.set("jti", crypto.randomUUID());
      const expiresAt = Number(ctx.oidc.params?.["expires_at"] ?? 0);
      ctx.body = { id_token: await token.issue({ use: "idtoken", ...(expiresAt > 0 && { expiresAt }) }) };
    },
    ["job", "expires_at"],
  );
  server.on("request", provider.callback());

  return {
    url,
    async idTokenFor(job, { audience: asked = audience, secondsToLive } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const answer = await fetch(`${url}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: jobGrant,
          client_id: asked,
          job: JSON.stringify(job),
          ...(secondsToLive !== undefined && { expires_at: String(now + secondsToLive) }),
        }),
      });
      const document: unknown = await answer.json();
      if (typeof document === "object" && document !== null && "id_token" in document) {
        return String(document.id_token);
      }
      throw new Error(`The local issuer did not hand out an ID token: ${JSON.stringify(document)}`);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
