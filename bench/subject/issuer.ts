/**
 * An OIDC issuer for measurements, a process of its own on loopback: serves its discovery document and keys,
 * and signs as many different ID tokens as it is asked for (RS256, 2048 bits, in the shape CI systems give
 * them). The tokens hold for as long as a measurement may take.
 */

import { fork } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { promisify } from "node:util";

export interface TokenOrder {
  readonly count: number;
  /** Numbers of mappings. Each token says for each of them which mapping is its own, see `serviceClaim`. */
  readonly sizes: readonly number[];
  /** Which mappings are meant: all of them evenly, or only the last. */
  readonly matching: "evenly" | "last";
}

export interface BenchIssuer {
  /** `http://127.0.0.1:<port>`, to be named in `COUNTERSIGN_ISSUER_ALLOW`. */
  readonly url: string;
  /** The audience of its tokens. */
  readonly audience: string;
  idTokens(order: TokenOrder): Promise<readonly string[]>;
  /** The same key as a text, for measuring the verification alone. */
  readonly publicKeyPem: string;
  stop(): Promise<void>;
}

export const audience = "https://sts.example.com";
const lifetimeSeconds = 3_600;
const kid = "issuer-1";

/** The claim by which one of so many mappings knows its tokens; its value is the mapping's number. */
export function serviceClaim(mappings: number): string {
  return `service_of_${mappings}`;
}

interface Started {
  readonly url: string;
  readonly publicKeyPem: string;
}

export async function startIssuer(): Promise<BenchIssuer> {
  const child = fork(import.meta.filename, ["issue"]);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const next = <Message>() => new Promise<Message>((resolve) => child.once("message", resolve));
  const { url, publicKeyPem } = await next<Started>();
  let order: Promise<unknown> = Promise.resolve();
  // Signing takes longest of all that is prepared; who orders the same gets the same.
  const ordered = new Map<string, Promise<readonly string[]>>();
  return {
    url,
    publicKeyPem,
    audience,
    idTokens(wanted) {
      const name = JSON.stringify(wanted);
      const known = ordered.get(name);
      if (known !== undefined) return known;
      const made = order.then(() => {
        const tokens = next<readonly string[]>();
        child.send(wanted);
        return tokens;
      });
      order = made;
      ordered.set(name, made);
      return made;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

if (process.send !== undefined && process.argv[2] === "issue") issue();

function issue(): void {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }],
  });
  const server = createServer((request, response) => {
    const document =
      request.url === "/jwks" ? jwks : JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` });
    response.writeHead(200, { "content-type": "application/json" }).end(document);
  });
  let url = "";
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
    process.send?.({ url, publicKeyPem } satisfies Started);
  });
  process.on("message", async ({ count, sizes, matching }: TokenOrder) => {
    const signing = promisify(sign);
    const tokens = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const serviceOf = (size: number) =>
          matching === "last" ? size - 1 : Math.floor((index * size) / count);
        const services = sizes.map((size) => [serviceClaim(size), String(serviceOf(size))]);
        const input = signingInput(url, Object.fromEntries(services), index);
        return `${input}.${(await signing("sha256", Buffer.from(input), privateKey)).toString("base64url")}`;
      }),
    );
    process.send?.(tokens);
  });
  process.on("disconnect", () => process.exit());
}

/** Header and payload of one job's token: twenty-odd claims, about as long as those of the large CI systems. */
function signingInput(issuer: string, services: Readonly<Record<string, string>>, run: number): string {
  const now = Math.floor(Date.now() / 1000);
  const repository = `acme/service-${String(run).padStart(6, "0")}`;
  const header = { typ: "JWT", alg: "RS256", kid };
  const payload = {
    iss: issuer,
    aud: audience,
    sub: `repo:${repository}:ref:refs/heads/main`,
    jti: crypto.randomUUID(),
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    repository,
    repository_id: String(700_000 + run),
    repository_owner: "acme",
    repository_owner_id: "4100",
    ref: "refs/heads/main",
    ref_type: "branch",
    sha: run.toString(16).padStart(40, "0"),
    workflow_ref: `${repository}/.ci/release.yml@refs/heads/main`,
    job_workflow_ref: `${repository}/.ci/release.yml@refs/heads/main`,
    event_name: "push",
    run_id: String(9_000_000 + run),
    run_number: String(run),
    run_attempt: "1",
    actor: "robin",
    actor_id: "5100",
    ...services,
  };
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}
