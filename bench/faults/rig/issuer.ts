/**
 * An OIDC issuer for fault protocols, in a process of its own so that signing does not hold up the load:
 * a discovery document, a key set with one real key, and as many different ID tokens as asked for. They are
 * signed with ES256, which costs a tenth of RS256, because protocols need hundreds of thousands of them.
 */

import { fork } from "node:child_process";
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";

/** The audience of its tokens. */
export const audience = "https://sts.example.com";
const kid = "issuer-1";

export interface TokenOrder {
  readonly count: number;
  /** Beside `iss`, `aud`, `iat`, `exp` and a `jti` of each token's own. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds until `exp`; an hour when absent. */
  readonly lifetimeSeconds?: number;
}

export interface FaultIssuer {
  /** `http://127.0.0.1:<port>`, to be named in `COUNTERSIGN_ISSUER_ALLOW`. */
  readonly url: string;
  idTokens(order: TokenOrder): Promise<readonly string[]>;
  /** How often each path was asked for so far. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** Ends it: whoever connects from then on is refused. */
  stop(): Promise<void>;
}

type Question = { readonly kind: "tokens"; readonly order: TokenOrder } | { readonly kind: "requests" };

export async function startIssuer(): Promise<FaultIssuer> {
  const child = fork(import.meta.filename, ["issue"]);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const next = <Message>() => new Promise<Message>((resolve) => child.once("message", resolve));
  const url = await next<string>();
  let last: Promise<unknown> = Promise.resolve();
  const ask = <Answer>(question: Question): Promise<Answer> => {
    const answered = last.then(() => {
      const answer = next<Answer>();
      child.send(question);
      return answer;
    });
    last = answered;
    return answered;
  };
  return {
    url,
    idTokens: (order) => ask({ kind: "tokens", order }),
    requests: () => ask({ kind: "requests" }),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

if (process.send !== undefined && process.argv[2] === "issue") issue();

function issue(): void {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" }] };
  const requests: Record<string, number> = {};
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests[path] = (requests[path] ?? 0) + 1;
    const document = path === "/jwks" ? jwks : { issuer: url, jwks_uri: `${url}/jwks` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  let url = "";
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    process.send?.(url);
  });
  const header = encoded({ alg: "ES256", typ: "JWT", kid });
  const idToken = ({ claims, lifetimeSeconds = 3_600 }: TokenOrder) => {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + lifetimeSeconds };
    const input = `${header}.${encoded({ iss: url, aud: audience, sub: "job-1", jti: randomUUID(), ...times, ...claims })}`;
    const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${input}.${signature.toString("base64url")}`;
  };
  process.on("message", (question: Question) => {
    switch (question.kind) {
      case "requests":
        return process.send?.(requests);
      case "tokens":
        return process.send?.(Array.from({ length: question.order.count }, () => idToken(question.order)));
    }
  });
  process.on("disconnect", () => process.exit());
}

function encoded(document: unknown): string {
  return Buffer.from(JSON.stringify(document)).toString("base64url");
}
