/**
 * The installation the corpus assumes: three HTTPS issuers, a canary nobody may contact, providers and
 * mappings, all made through the admin API. Two things the corpus names are not fixtures here but rules of
 * the product: reserved user names, and the characters of names made from claims. A forbidden group is
 * neither: group names are not reserved, so no case that is run may rest on one.
 */

import { randomUUID } from "node:crypto";
import { startApp, type TestApp } from "../app.ts";
import { type Canary, startCanary, startIssuer } from "../issuer.ts";
import type { Placeholders } from "./corpus-case.ts";
import { type Keys, keyNamed, someDer } from "./corpus-keys.ts";

export interface CorpusWorld {
  readonly app: TestApp;
  readonly canary: Canary;
  /** What placeholders stand for at this moment of true time. */
  placeholders(): Placeholders;
  close(): Promise<void>;
}

const tenant = "11111111-0000-0000-0000-000000000000";

/** @param jwks what issuer A publishes */
export async function startCorpusWorld(keys: Keys, jwks: unknown): Promise<CorpusWorld> {
  // A name with letters and a path with a dot: cases change the case of the one and encode the other.
  const issuerA = await startIssuer({ path: "/v1.0", keys: [keyNamed(keys, "rsa-1")] });
  const issuerB = await startIssuer({ keys: [keyNamed(keys, "rsa-b")] });
  const issuerAz = await startIssuer({ path: `/${tenant}/v2.0`, keys: [keyNamed(keys, "rsa-az")] });
  const issuers = [issuerA, issuerB, issuerAz];
  const canary = await startCanary();
  issuerA.setJwks(jwks);
  const app = await startApp({
    COUNTERSIGN_ISSUER_ALLOW: issuers.map(({ origin }) => origin).join(","),
    COUNTERSIGN_MAX_TOKEN_TTL: "3600",
  });

  const common = {
    ca_certificates: issuerA.ca,
    clock_tolerance_seconds: 30,
    max_token_lifetime_seconds: 86_400,
  };
  const a = { ...common, issuer_url: issuerA.url, audience: "sts-test" };
  const b = { ...common, issuer_url: issuerB.url, audience: "sts-b" };
  const once = { replay: { policy: "single_use", key: { kind: "jti" } } };
  const providers = [
    {
      ...a,
      name: "p-main",
      additional_audiences: ["sts-trusted-extra"],
      algorithms: ["RS256", "RS384", "RS512", "PS256", "ES256", "EdDSA", "Ed25519"],
    },
    { ...a, name: "p-es256-only", algorithms: ["ES256"] },
    { ...a, ...once, name: "p-once" },
    { ...a, name: "p-dup", audience: "sts-other" },
    { ...a, name: "p-disabled", enabled: false },
    { ...b, name: "p-b" },
    { ...b, ...once, name: "p-b-once" },
    {
      ...a,
      name: "p-azure",
      issuer_url: issuerAz.url,
      pins: [{ claim: "tid", value: tenant }],
    },
  ];
  const onA = ["p-main", "p-once", "p-es256-only", "p-dup"];
  const onB = ["p-b", "p-b-once"];
  await Promise.all(providers.map((provider) => create(app, "/api/v1/providers", provider)));
  await Promise.all([
    ...onA.flatMap((provider) =>
      mappings.map((mapping) => create(app, "/api/v1/mappings", { ...mapping, provider })),
    ),
    ...onB.map((provider) =>
      create(app, "/api/v1/mappings", { ...fixed("m-b", 10, { sub: baseSubject }), provider }),
    ),
  ]);

  return {
    app,
    canary,
    placeholders: () => ({
      now: Math.floor(Date.now() / 1000),
      issuer: issuerA.url,
      issuerB: issuerB.url,
      issuerAz: issuerAz.origin,
      canary: canary.origin,
      uuid: randomUUID,
      publicJwk: (name) => keyNamed(keys, name).publicKey.export({ format: "jwk" }),
      selfSignedDer: someDer,
    }),
    async close() {
      await app.close();
      await canary.close();
      for (const issuer of issuers) await issuer.close();
    },
  };
}

const baseSubject = "repo:acme/app:ref:refs/heads/main";
const owned = { repository_owner_id: "1001" };

function fixed(name: string, priority: number, claims: object) {
  return { name, priority, claims, grant: { groups: ["fixed"] }, lifetime_seconds: 3600 };
}

const mappings = [
  fixed("m-prio-5", 5, { sub: "both-match" }),
  fixed("m-prio-7", 7, { sub: "both-match" }),
  { ...fixed("m-main", 10, { sub: baseSubject, ...owned }), grant: { groups: ["deployers"] } },
  fixed("m-immutable", 12, { sub: "repo:acme@1001/app@2002:ref:refs/heads/*" }),
  { ...fixed("m-user", 20, { sub: "user-token" }), grant: { user_pattern: "{{user}}" } },
  { ...fixed("m-teams", 21, { sub: "team-token" }), grant: { groups_pattern: "{{teams}}" } },
  fixed("m-flag", 22, { sub: "flag-token", protected: "true" }),
  fixed("m-anyof", 23, { sub: "group-token", groups: ["admins"] }),
  fixed("m-kelvin", 24, { sub: "token-holder" }),
  fixed("m-nfc", 25, { sub: "caf\u00e9" }),
  fixed("m-proto", 26, { sub: "proto-probe", constructor: "*" }),
  fixed("m-null", 26, { sub: "null-probe", missing: null }),
  fixed("m-redos", 27, { sub: "redos:*a/*a/*a/*a/*b" }),
  fixed("m-mail", 28, { sub: "mail-token", email: "ops@acme.example", email_verified: true }),
  fixed("m-tie-b", 30, { sub: "tie-match" }),
  fixed("m-tie-a", 30, { sub: "tie-match" }),
  fixed("m-branch", 50, { sub: "repo:acme/app:ref:refs/heads/*", ...owned }),
];

async function create(app: TestApp, path: string, document: object): Promise<void> {
  const answer = await app.asAdmin("POST", path, document);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
