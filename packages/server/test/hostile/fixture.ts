/**
 * The world of the hostile tests: the real server with a real HTTPS issuer and a canary, and tokens of every
 * make. Every token sent or received and every secret is noted, and none may show up in the log.
 */

import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Reason } from "../../src/core/reasons.ts";
import { startApp, type TestApp } from "../app.ts";
import { type Canary, startCanary, startIssuer, type TestIssuer } from "../issuer.ts";
import { base64url, type IssuerKey, makeIssuerKey, signBytes, standardKeys } from "../issuer-keys.ts";
import { type Answer, eachFace, type Face, readAnswer, statusOf } from "./answers.ts";

type Members = Readonly<Record<string, unknown>>;

export const audience = "https://sts.hostile.example";
export const subject = "repo:acme/app:ref:refs/heads/main";
export const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token";

/** Changes to a good token; undefined members are left out. Texts replace the whole part. */
export interface TokenParts {
  readonly claims?: Members;
  readonly header?: Members;
  readonly headerText?: string;
  readonly payloadText?: string;
  /** Signs; default: the issuer's `rsa-1`. */
  readonly key?: IssuerKey;
  /** How the key signs; default: as its own algorithm says. */
  readonly alg?: string;
  /** An HMAC secret instead of a key. */
  readonly secret?: string | Buffer;
}

export interface World {
  readonly app: TestApp;
  readonly issuer: TestIssuer;
  readonly canary: Canary;
  /** The attacker's keys, published nowhere. */
  readonly foreign: { readonly rsa: IssuerKey; readonly ec: IssuerKey; readonly ed: IssuerKey };
  /** The issuer's key of that name: `rsa-1`, `ec-1` or `ed-1`. */
  key(kid: string): IssuerKey;
  token(parts?: TokenParts): string;
  /** An exchange as JSON: the members every client sends, and these. */
  exchange(face: Face, token: string, members?: Members): Promise<Answer>;
  /** Any request to a face's exchange, checked like every answer. */
  post(face: Face, init: RequestInit, query?: string): Promise<Answer>;
  /** Checks the rules of every answer of this face. */
  read(face: Face, answer: Response): Promise<Answer>;
  expectIssued(face: Face, token: string, members?: Members): Promise<Answer>;
  /** Refused with the reason's status on this face, and for this reason by the explanation. */
  expectRefused(face: Face, token: string, reason: Reason, members?: Members): Promise<void>;
  /** The reason the administrator reads; null when the token would be accepted. */
  reasonOf(token: string, members?: Members): Promise<string | null>;
  /** The record of an exchange. */
  recordOf(answer: Answer): Promise<Members>;
  create(path: string, document: Members): Promise<Members>;
  /** Notes a text that must never show up in the log. */
  keepSecret(text: string): void;
  /** No noted secret, no token, nothing unexpected in the log; every line is JSON. */
  expectCleanLog(): void;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Further members of the provider `ci`. */
  readonly provider?: Members;
  /** Origins of further issuers the server may contact; asked when the world starts. */
  readonly alsoAllowed?: () => readonly string[];
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const issuer = await startIssuer({ path: "/tenant" });
  const canary = await startCanary();
  const keys = await standardKeys();
  const [rsa, ec, ed] = await Promise.all([
    makeIssuerKey("rsa-1", "RS256"),
    makeIssuerKey("ec-1", "ES256"),
    makeIssuerKey("ed-1", "EdDSA"),
  ]);
  const app = await startApp({
    COUNTERSIGN_ISSUER_ALLOW: [issuer.origin, ...(options.alsoAllowed?.() ?? [])].join(","),
    ...options.environment,
  });
  const secrets = new Set([app.adminToken]);
  const noteToken = (token: string) => {
    const [, , signature = token] = token.split(".");
    // What is shorter may stand in a log by chance.
    if (signature.length > 40) secrets.add(signature);
  };

  const key = (kid: string): IssuerKey => {
    const found = keys.find((one) => one.kid === kid);
    if (found === undefined) throw new Error(`the issuer has no key ${kid}`);
    return found;
  };

  const token = (parts: TokenParts = {}): string => {
    const signer = parts.key ?? key("rsa-1");
    const alg = parts.alg ?? signer.alg;
    const now = app.now();
    const header = parts.headerText ?? JSON.stringify({ alg, kid: signer.kid, typ: "JWT", ...parts.header });
    const claims = { iss: issuer.url, aud: audience, sub: subject, owner_id: "77", iat: now, exp: now + 300 };
    const payload =
      parts.payloadText ?? JSON.stringify({ ...claims, jti: crypto.randomUUID(), ...parts.claims });
    const input = `${base64url(header)}.${base64url(payload)}`;
    const signature =
      parts.secret === undefined
        ? signBytes(signer, alg, input)
        : createHmac(`sha${alg.slice(2)}`, parts.secret)
            .update(input)
            .digest();
    return `${input}.${signature.toString("base64url")}`;
  };

  const read: World["read"] = async (face, answer) => {
    const checked = await readAnswer(face, answer);
    for (const member of ["access_token", "reference_token"]) {
      const minted = checked.body[member];
      if (typeof minted === "string") noteToken(minted);
    }
    return checked;
  };

  const post: World["post"] = async (face, init, query = "") =>
    read(face, await app.send(`${face.path}${query}`, { method: "POST", ...init }));

  const exchange: World["exchange"] = (face, subjectToken, members = {}) => {
    noteToken(subjectToken);
    return post(face, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: grantType,
        subject_token_type: idTokenType,
        subject_token: subjectToken,
        provider_name: "ci",
        ...members,
      }),
    });
  };

  const reasonOf: World["reasonOf"] = async (subjectToken, members = {}) => {
    const answer = await app.asAdmin("POST", "/api/v1/explain", {
      token: subjectToken,
      provider: members["provider_name"] ?? "ci",
      mapping: members["identity_mapping_name"],
    });
    return z.object({ reason: z.string().nullable() }).parse(await answer.json()).reason;
  };

  const create: World["create"] = async (path, document) => {
    const answer = await app.asAdmin("POST", path, document);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return z.record(z.string(), z.unknown()).parse(await answer.json());
  };

  const common = { issuer_url: issuer.url, audience, ca_certificates: issuer.ca };
  await create("/api/v1/providers", { name: "ci", ...common, ...options.provider });
  await Promise.all(mappings.map((mapping) => create("/api/v1/mappings", { provider: "ci", ...mapping })));

  return {
    app,
    issuer,
    canary,
    foreign: { rsa, ec, ed },
    key,
    token,
    exchange,
    post,
    read,
    async expectIssued(face, subjectToken, members) {
      const answer = await exchange(face, subjectToken, members);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer;
    },
    async expectRefused(face, subjectToken, reason, members) {
      const answer = await exchange(face, subjectToken, members);
      expect(await reasonOf(subjectToken, members)).toBe(reason);
      expect(answer.status, JSON.stringify(answer.body)).toBe(statusOf(face, reason));
      expect(answer.headers.has("retry-after")).toBe(answer.status === 503);
    },
    reasonOf,
    async recordOf({ requestId }) {
      const answer = await app.asAdmin("GET", `/api/v1/exchanges/${requestId}`);
      return z.record(z.string(), z.unknown()).parse(await answer.json());
    },
    create,
    keepSecret: (text) => void secrets.add(text),
    expectCleanLog() {
      const log = app.log.join("");
      for (const secret of secrets) expect(log.includes(secret)).toBe(false);
      for (const line of app.log) {
        expect(line.trimEnd()).not.toContain("\n");
        expect(JSON.parse(line)).not.toHaveProperty("msg", "unexpected");
      }
    },
    async close() {
      await app.close();
      await issuer.close();
      await canary.close();
    },
  };
}

const mappings: readonly Members[] = [
  { name: "main", priority: 10, claims: { sub: subject, owner_id: "77" }, grant: { groups: ["deployers"] } },
  {
    name: "branch",
    priority: 20,
    claims: { sub: "repo:acme/app:ref:refs/heads/*", owner_id: "77" },
    grant: { groups: ["readers"] },
  },
  { name: "person", claims: { sub: "person" }, grant: { user_pattern: "{{login}}" } },
  { name: "team", claims: { sub: "team" }, grant: { groups_pattern: "{{teams}}" } },
  {
    name: "typed",
    claims: { sub: "typed", attempt: 1, job: { env: "prod" }, protected: true },
    grant: { groups: ["typed"] },
  },
  { name: "any", claims: { sub: "any", groups: ["ops", "sec"] }, grant: { groups: ["any"] } },
  { name: "inherited", claims: { sub: "inherited", toString: "*" }, grant: { groups: ["inherited"] } },
];

/** One hostile token and what it is refused for. */
export interface RefusedToken {
  /** Ends the sentence "refuses …". */
  readonly what: string;
  readonly make: (world: World) => string;
  readonly reason: Reason;
  readonly members?: Members;
}

/** The life of a world around a file's tests; the last of them looks at the log. */
export function describeHostile(
  category: string,
  options: WorldOptions,
  define: (world: () => World) => void,
): void {
  describe(category, () => {
    let started: World | undefined;
    const world = () => {
      if (started === undefined) throw new Error("the world has not started");
      return started;
    };
    beforeAll(async () => {
      started = await startWorld(options);
    });
    afterAll(() => started?.close());
    define(world);
    it("contacted nobody but the issuer, and left no token and no secret in the log", () => {
      expect(world().canary.connections()).toBe(0);
      world().expectCleanLog();
    });
  });
}

/** One test for each token and face. */
export function itRefuses(world: () => World, tokens: readonly RefusedToken[]): void {
  describe.each(eachFace)("on the %s", (_, face) => {
    it.each(tokens.map((one) => [one.what, one] as const))("refuses %s", (_what, one) =>
      world().expectRefused(face, one.make(world()), one.reason, one.members),
    );
  });
}

/** Puts three texts together as they are. */
export function compact(header: string, payload: string, signature: string): string {
  return `${header}.${payload}.${signature}`;
}

/** The segments of a token. */
export function segmentsOf(token: string): readonly [string, string, string] {
  return z.tuple([z.string(), z.string(), z.string()]).parse(token.split("."));
}
