/**
 * The installation the corpus assumes: three HTTPS issuers, a canary nobody may contact, providers and
 * mappings, all made through the admin API. Two things the corpus names are not fixtures here but rules of
 * the product: reserved names, and the characters of names made from claims.
 */

import { randomUUID } from "node:crypto";
import { type Canary, startCanary, startIssuer, type TestIssuer } from "../issuer.ts";
import type { Placeholders } from "./corpus-expand.ts";
import { type Keys, keyNamed, keySetVariant, someDer } from "./corpus-keys.ts";
import { type CorpusServer, startInProcess, startProcess } from "./corpus-server.ts";

export interface CorpusWorld {
  readonly server: CorpusServer;
  readonly issuerA: TestIssuer;
  readonly canary: Canary;
  /** Requests to all issuers so far. */
  issuerRequests(): number;
  /** What placeholders stand for at this moment of true time. */
  placeholders(): Placeholders;
  close(): Promise<void>;
}

export interface CorpusWorldOptions {
  /** What issuer A publishes: a variant by name, or a key set. */
  readonly jwks: string | object;
  /** A process of its own instead of a server in this one. */
  readonly process?: boolean;
  /** Only these providers; default: all. */
  readonly providers?: readonly string[];
  /** The host in issuer A's URL, and what may be contacted although it is not public, beside the issuers. */
  readonly rebinding?: { readonly host: string; readonly allowed: string };
}

/** Each mapping is once more behind the door of this protocol, as `door-<name>`. */
export const corpusProtocol = "openid";

/** More of them are too much for a server beside which others start. */
const mappingsAtOnce = 16;

const tenant = "11111111-0000-0000-0000-000000000000";

export async function startCorpusWorld(keys: Keys, options: CorpusWorldOptions): Promise<CorpusWorld> {
  const { jwks, rebinding, providers: wanted } = options;
  // A name with letters and a path with a dot: cases change the case of the one and encode the other.
  const issuerA = await startIssuer({
    path: "/v1.0",
    keys: [keyNamed(keys, "rsa-1")],
    ...(rebinding !== undefined && { host: rebinding.host }),
  });
  const issuerB = await startIssuer({ keys: [keyNamed(keys, "rsa-b")] });
  const issuerAz = await startIssuer({ path: `/${tenant}/v2.0`, keys: [keyNamed(keys, "rsa-az")] });
  const issuers = [issuerA, issuerB, issuerAz];
  const canary = await startCanary();
  issuerA.setJwks(typeof jwks === "string" ? keySetVariant(keys, jwks) : jwks);
  const server = await (options.process === true ? startProcess : startInProcess)({
    // An origin that is listed may be anywhere: a name that rebinds cannot be.
    COUNTERSIGN_ISSUER_ALLOW: rebinding?.allowed ?? issuers.map(({ origin }) => origin).join(","),
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
  const isWanted = (name: string) => wanted?.includes(name) ?? true;
  await Promise.all(
    providers
      .filter(({ name }) => isWanted(name))
      .map((provider) => create(server, "/api/v1/providers", provider)),
  );
  const everywhere = (names: readonly string[], these: readonly Mapping[]) =>
    names.flatMap((provider) =>
      these.flatMap((mapping) => [
        { ...mapping, provider },
        { ...behindDoor(mapping), provider },
      ]),
    );
  const documents = [
    ...everywhere(onA, mappings),
    ...everywhere(onB, [fixed("m-b", 10, { sub: baseSubject })]),
    // For exchanges without a door the corpus has none: a token that gets as far finds no mapping.
    { ...behindDoor(fixed("m-azure", 10, { sub: "*" })), provider: "p-azure" },
  ].filter(({ provider }) => isWanted(provider));
  while (documents.length > 0) {
    const some = documents.splice(0, mappingsAtOnce);
    await Promise.all(some.map((document) => create(server, "/api/v1/mappings", document)));
  }

  return {
    server,
    issuerA,
    canary,
    issuerRequests: () => issuers.reduce((sum, { requests }) => sum + requests.length, 0),
    placeholders: () => ({
      now: Math.floor(Date.now() / 1000),
      issuer: issuerA.url,
      issuerB: issuerB.url,
      issuerAz: issuerAz.origin,
      canary: canary.origin,
      self: server.url,
      caseId: randomUUID(),
      uuid: randomUUID,
      publicJwk: (name) => keyNamed(keys, name).publicKey.export({ format: "jwk" }),
      selfSignedDer: someDer,
    }),
    async close() {
      await server.close();
      await canary.close();
      for (const issuer of issuers) await issuer.close();
    },
  };
}

const baseSubject = "repo:acme/app:ref:refs/heads/main";
const owned = { repository_owner_id: "1001" };

type Mapping = (typeof mappings)[number];

/** The same grant, and a user where it has none: behind these doors there always is one. */
function behindDoor(mapping: Mapping) {
  const user = "user_pattern" in mapping.grant ? {} : { user: "workload" };
  return {
    ...mapping,
    name: `door-${mapping.name}`,
    entry: { kind: "protocol", protocol: corpusProtocol },
    grant: { ...mapping.grant, ...user },
  };
}

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

async function create(server: CorpusServer, path: string, document: object): Promise<void> {
  const answer = await server.asAdmin("POST", path, document);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
