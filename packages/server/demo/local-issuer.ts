/**
 * A small CI system on loopback: a real OpenID provider (oidc-provider) with a key of its own that hands
 * each job an ID token about that job. For the demo and the tests; not part of the product.
 */

import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The grant by which a job asks for its ID token, as a CI runner would. */
const jobGrant = "urn:example:grant-type:job";

export interface LocalIssuer {
  /** The issuer: discovery document and keys are below it. */
  readonly url: string;
  /**
   * An ID token about a job.
   * @param job claims about the job, `sub` among them
   */
  idTokenFor(job: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** @param audience the `aud` of its ID tokens: the service they are meant for */
export async function startLocalIssuer(audience: string, port = 0): Promise<LocalIssuer> {
  const { Provider } = await quietly(() => import("oidc-provider"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = await quietly(
    async () =>
      new Provider(url, {
        clients: [
          {
            client_id: audience,
            token_endpoint_auth_method: "none",
            grant_types: [jobGrant],
            redirect_uris: [],
            response_types: [],
          },
        ],
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
      ctx.body = { id_token: await token.issue({ use: "idtoken" }) };
    },
    ["job"],
  );
  server.on("request", provider.callback());

  return {
    url,
    async idTokenFor(job) {
      const answer = await fetch(`${url}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: jobGrant,
          client_id: audience,
          job: JSON.stringify(job),
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

/** The library warns that it keeps everything in memory; on loopback, for an hour, that is the point. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
