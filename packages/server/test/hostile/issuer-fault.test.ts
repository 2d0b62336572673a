/**
 * Issuers that fail: without good keys the answer is 503 and when to come back, never 401 and never a
 * token; with good keys an outage is not noticed for a day, and nothing an issuer answers can take them
 * away. However many tokens come, the issuer is asked once in a minute.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Canary,
  type ConnectionFault,
  type DocumentFault,
  startCanary,
  startIssuer,
  type TestIssuer,
} from "../issuer.ts";
import { type IssuerKey, makeIssuerKey } from "../issuer-keys.ts";
import { eachFace, faces } from "./answers.ts";
import { audience, describeHostile, subject, type World } from "./fixture.ts";

type Reason = Parameters<World["expectRefused"]>[2];
type Fault = readonly [what: string, apply: (issuer: TestIssuer, canary: Canary) => unknown, reason: Reason];

const connection = (fault: ConnectionFault): Fault => [
  `connections that end in ${fault}`,
  (issuer) => issuer.setConnectionFault(fault),
  "issuer_unreachable",
];
const answered = (fault: DocumentFault, reason: Reason): readonly Fault[] =>
  (["discovery", "jwks"] as const).map((document) => [
    `${document} answered with ${String(fault)}`,
    (issuer) => issuer.setFault(document, fault),
    reason,
  ]);
const discovered = (what: string, changes: (canary: Canary) => object, reason: Reason): Fault => [
  `a discovery document with ${what}`,
  (issuer, canary) => issuer.setDiscovery({ ...changes(canary) }),
  reason,
];
const keySet = (what: string, jwks: unknown): Fault => [
  `a key set that is ${what}`,
  (issuer) => issuer.setJwks(jwks),
  "issuer_response_invalid",
];

const faults: readonly Fault[] = [
  ...answered("hang", "issuer_unreachable"),
  ...answered("drip", "issuer_unreachable"),
  connection("refuse"),
  connection("tls-expired"),
  connection("tls-wrong-name"),
  ...answered("http404", "issuer_unreachable"),
  ...answered("http500", "issuer_unreachable"),
  ...answered("html", "issuer_response_invalid"),
  ...answered("json-array", "issuer_response_invalid"),
  ...answered("oversize", "issuer_response_invalid"),
  ...answered("gzip", "issuer_response_invalid"),
  ...answered("encoding-chain", "issuer_response_invalid"),
  [
    "discovery that redirects elsewhere",
    (issuer, canary) => issuer.setFault("discovery", { redirectTo: `${canary.origin}/x` }),
    "redirect_refused",
  ],
  [
    "keys that redirect elsewhere",
    (issuer, canary) => issuer.setFault("jwks", { redirectTo: `${canary.origin}/x` }),
    "redirect_refused",
  ],
  [
    "keys that redirect to themselves",
    (issuer) => issuer.setFault("jwks", { redirectTo: issuer.jwksUri }),
    "redirect_refused",
  ],
  discovered("no jwks_uri", () => ({ jwks_uri: undefined }), "issuer_response_invalid"),
  discovered("a list as jwks_uri", () => ({ jwks_uri: [] }), "issuer_response_invalid"),
  discovered("another issuer", () => ({ issuer: "https://issuer.example" }), "issuer_response_invalid"),
  discovered("keys in a file", () => ({ jwks_uri: "file:///etc/hosts" }), "blocked_address"),
  discovered(
    "keys without encryption",
    () => ({ jwks_uri: "http://issuer.example/jwks" }),
    "blocked_address",
  ),
  discovered(
    "keys at the metadata service",
    () => ({ jwks_uri: "https://169.254.169.254/jwks" }),
    "blocked_address",
  ),
  discovered(
    "keys on another port of this machine",
    (canary) => ({ jwks_uri: `${canary.origin}/jwks` }),
    "blocked_address",
  ),
  discovered(
    "keys behind a password",
    () => ({ jwks_uri: "https://a:b@issuer.example/" }),
    "issuer_response_invalid",
  ),
  keySet("no JSON", "keys"),
  keySet("without keys", {}),
  keySet("an object of keys", { keys: { 0: {} } }),
  keySet("empty", { keys: [] }),
  keySet("full of nothing", { keys: [null, "rsa-1", 1, []] }),
  keySet("far too long", {
    keys: Array.from({ length: 101 }, (_, at) => ({ kty: "RSA", kid: `k${at}`, n: "AQAB", e: "AQAB" })),
  }),
  keySet("a list with a repeated member", '{"keys":[],"keys":[]}'),
];

describe("issuer-fault, without good keys", () => {
  let issuers: readonly TestIssuer[] = [];
  let canary: Canary;
  beforeAll(async () => {
    issuers = await Promise.all(faults.map(() => startIssuer()));
    canary = await startCanary();
  });
  afterAll(async () => {
    await Promise.all(issuers.map((issuer) => issuer.close()));
    await canary.close();
  });
  const alsoAllowed = () => issuers.map(({ origin }) => origin);

  describeHostile("cold", { alsoAllowed }, (world) => {
    it.concurrent.each(faults.map((fault, at) => [fault[0], fault, at] as const))(
      "answers 503 on both faces for %s",
      async (_, [, apply, reason], at) => {
        const issuer = issuers[at];
        if (issuer === undefined) throw new Error("no issuer");
        await apply(issuer, canary);
        const provider = await provide(world(), issuer, `fault-${at}`);
        const token = tokenOf(world(), issuer);
        await Promise.all(faces.map((face) => world().expectRefused(face, token, reason, provider)));
        // One attempt serves everybody, redirects inside the origin included.
        expect(issuer.jwksRequests()).toBeLessThanOrEqual(4);
        expect(canary.connections()).toBe(0);
      },
    );
  });
});

describeHostile("issuer-fault", {}, (world) => {
  let rotated: IssuerKey;
  beforeAll(async () => {
    rotated = await makeIssuerKey("rsa-2", "RS256");
  });

  describe.each(eachFace)("on the %s", (_, face) => {
    const minute = 60;
    const hour = 60 * minute;
    let provider: { readonly provider_name: string };
    const healthy = async (what: string) => {
      const { issuer } = world();
      await issuer.setConnectionFault(null);
      issuer.setFault("both", null);
      issuer.setDiscovery(null);
      issuer.publish(issuer.keys);
      provider = await provide(world(), issuer, `${what}-${face.face}`);
      await world().expectIssued(face, world().token(), provider);
    };

    it("serves good keys through a day of outage, then answers 503", async () => {
      await healthy("outage");
      await world().issuer.setConnectionFault("refuse");
      for (const seconds of [11 * minute, hour, 22 * hour]) {
        world().app.advance(seconds);
        await world().expectIssued(face, world().token(), provider);
      }
      world().app.advance(2 * hour);
      await world().expectRefused(face, world().token(), "issuer_unreachable", provider);
    });

    it("recovers within a minute of the issuer's recovery", async () => {
      await healthy("recovery");
      await world().issuer.setConnectionFault("refuse");
      world().app.advance(25 * hour);
      await world().expectRefused(face, world().token(), "issuer_unreachable", provider);
      await world().issuer.setConnectionFault(null);
      world().app.advance(minute + 1);
      await world().expectIssued(face, world().token(), provider);
    });

    it.each([
      ["an empty set", { keys: [] }],
      ["a list", []],
      ["a page", "<html>"],
      ["keys nobody can use", { keys: [{ kty: "RSA", kid: "rsa-1", n: "AQAB", e: "AQAB", alg: "RS256" }] }],
    ])("keeps good keys when the issuer publishes %s", async (what, jwks) => {
      await healthy(`keeps-${what.replaceAll(" ", "-")}`);
      world().issuer.setJwks(jwks);
      world().app.advance(11 * minute);
      await world().expectIssued(face, world().token(), provider);
    });

    it("takes a new key after a rotation, and drops a withdrawn one when its time is over", async () => {
      await healthy("rotation");
      const fresh = () => world().token({ key: rotated });
      world().issuer.publish([rotated]);
      await world().expectRefused(face, fresh(), "key_not_found", provider);
      world().app.advance(minute + 1);
      await world().expectIssued(face, fresh(), provider);
      await world().expectRefused(face, world().token(), "key_not_found", provider);
    });

    it("asks the issuer once for hundreds of unknown keys, and serves known ones meanwhile", async () => {
      await healthy("flood");
      world().app.advance(minute + 1);
      const before = world().issuer.jwksRequests();
      const flood = Array.from({ length: 200 }, (_, at) =>
        world().exchange(
          face,
          world().token({ header: { kid: `unknown-${at}` }, key: world().key("ed-1") }),
          provider,
        ),
      );
      await world().expectIssued(face, world().token(), provider);
      const answers = await Promise.all(flood);
      expect(new Set(answers.map(({ status }) => status))).toEqual(
        new Set([face.face === "access" ? 401 : 400]),
      );
      expect(world().issuer.jwksRequests() - before).toBeLessThanOrEqual(1);
    });

    it("asks a failing issuer no more often than a sound one", async () => {
      await healthy("failing-flood");
      world().issuer.setFault("both", "http500");
      world().app.advance(25 * hour);
      const before = world().issuer.requests.length;
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => world().exchange(face, world().token(), provider)),
      );
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect(world().issuer.requests.length - before).toBeLessThanOrEqual(2);
    });

    it("starts with the last good keys while the issuer is away", async () => {
      await healthy("restart");
      await world().issuer.setConnectionFault("refuse");
      await world().app.restart();
      await world().expectIssued(face, world().token(), provider);
    });

    it("does not use keys fetched from where the provider no longer points", async () => {
      await healthy("moved");
      const { provider_name: name } = provider;
      const moved = {
        name,
        issuer_url: "https://issuer.example/elsewhere",
        token_issuer: world().issuer.url,
        audience,
      };
      const answer = await world().app.asAdmin("PUT", `/api/v1/providers/${name}`, {
        ...moved,
        key_source: { kind: "jwks_uri", url: `${world().issuer.origin}/nothing-here` },
        ca_certificates: world().issuer.ca,
      });
      expect(answer.status).toBe(200);
      await world().expectRefused(face, world().token(), "issuer_unreachable", provider);
    });
  });
});

/** A provider of this issuer's with one mapping; returns the member that names it. */
async function provide(
  world: World,
  issuer: TestIssuer,
  name: string,
): Promise<{ readonly provider_name: string }> {
  await world.create("/api/v1/providers", {
    name,
    issuer_url: issuer.url,
    audience,
    ca_certificates: issuer.ca,
  });
  await world.create("/api/v1/mappings", {
    name: "main",
    provider: name,
    claims: { sub: subject },
    grant: { groups: ["x"] },
  });
  return { provider_name: name };
}

function tokenOf(world: World, issuer: TestIssuer): string {
  return world.token({ claims: { iss: issuer.url } });
}
