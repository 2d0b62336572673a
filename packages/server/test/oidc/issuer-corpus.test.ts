/** The corpus's cases about issuers that fail and about URLs that must not be saved, on the real parts. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { kindOf } from "../../src/core/refusal.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { createGuardedFetch, type ResolveName } from "../../src/oidc/guarded-fetch.ts";
import { checkIssuerUrl } from "../../src/oidc/issuer-url.ts";
import { createJwksCache } from "../../src/oidc/jwks-cache.ts";
import { createSubjectTokenVerifier } from "../../src/oidc/verify-subject-token.ts";
import { corpusFolder, readCorpusJson } from "../corpus.ts";
import {
  type Canary,
  type DocumentFault,
  type IssuerKey,
  startCanary,
  startIssuer,
  type TestIssuer,
} from "../issuer.ts";
import { makeIssuerKey, standardKeys } from "../issuer-keys.ts";
import { providerFor } from "./provider.ts";

const environment = z.strictObject({
  cold_cache: z.boolean().optional(),
  warm_cache: z.boolean().optional(),
  jwks: z.string().optional(),
  jwks_sequence: z.tuple([z.string(), z.string()]).optional(),
  jwks_http: z.string().optional(),
  discovery: z.string().optional(),
  issuer: z.string().optional(),
  dns: z.literal("rebind-to-canary").optional(),
  advance_s: z.number().optional(),
});
const caseOf = <T extends z.ZodRawShape>(category: string, how: T) =>
  z.object({
    id: z.string(),
    category: z.literal(category),
    description: z.string(),
    how: z.object(how),
    expect: z.object({
      class: z.string(),
      reason: z.string().optional(),
      canary_hits: z.number().optional(),
      issuer_fetches_max: z.number().optional(),
    }),
  });
const faultCase = caseOf("issuer-fault", {
  environment: environment.optional(),
  header: z.object({ set: z.object({ kid: z.string() }) }).optional(),
  flood: z.object({ count: z.number() }).optional(),
});
const urlCase = caseOf("ssrf-config", { body: z.object({ issuer_url: z.string() }) });

/** DESIGN section 9 decides otherwise: discovery's own issuer may differ by one slash. */
const decidedOtherwise: ReadonlySet<string> = new Set(["O13"]);

const folder = corpusFolder();
const cases =
  folder === null ? [] : z.array(z.unknown()).parse(readCorpusJson(folder, "hostile-tokens.json"));
const inCategory = (category: string) =>
  cases.filter((one) => z.object({ category: z.literal(category) }).safeParse(one).success);
const faultCases = inCategory("issuer-fault").map((one) => faultCase.parse(one));
const urlCases = inCategory("ssrf-config").map((one) => urlCase.parse(one));

describe.skipIf(folder === null)("the corpus", () => {
  it("has cases of both categories", () => {
    expect(faultCases.length).toBeGreaterThan(0);
    expect(urlCases.length).toBeGreaterThan(0);
  });

  it.each(urlCases.map((one) => [one.id, one.how.body.issuer_url] as const))(
    "%s: %s must not be saved",
    (_, url) => {
      expect(checkIssuerUrl(url, parseAllowList([]).list)).toEqual(expect.any(String));
    },
  );
});

describe.skipIf(folder === null)("a failing issuer of the corpus", () => {
  let keys: readonly IssuerKey[];
  let second: IssuerKey;
  let canary: Canary;
  let issuer: TestIssuer;
  let clockMs = 0;

  beforeAll(async () => {
    keys = await standardKeys();
    second = await makeIssuerKey("rsa-2", "RS256");
    canary = await startCanary();
  });
  afterAll(() => canary.close());
  afterEach(() => issuer.close());

  it.each(
    faultCases
      .filter(({ id }) => !decidedOtherwise.has(id))
      .map((one) => [one.id, one.description, one] as const),
  )("%s: %s", async (_id, _description, { how, expect: expected }) => {
    issuer = await startIssuer({ keys: [...keys, second] });
    issuer.publish(keys);
    clockMs = 0;
    const { warm_cache, jwks_sequence, advance_s, ...faults } = how.environment ?? {};
    const verify = createVerifier(faults.dns === undefined ? undefined : rebinding());
    const provider = providerFor(issuer.url, { caCertificates: issuer.ca });
    const send = async (kid = "rsa-1") => {
      const now = Math.floor(Date.now() / 1000) + clockMs / 1000;
      const header = { kid, alg: "RS256" };
      const token = issuer.sign({ aud: "sts-test", sub: "x", iat: now, exp: now + 300 }, header);
      return await verify(token, provider, now);
    };

    if (jwks_sequence !== undefined) issuer.setJwks(keySet(jwks_sequence[0]));
    const warm = warm_cache === true || jwks_sequence !== undefined;
    if (warm) expect(await send()).toMatchObject({ ok: true });
    const canaryBefore = canary.connections();
    const fetchesBefore = warm && jwks_sequence === undefined ? issuer.jwksRequests() : 0;
    if (jwks_sequence !== undefined) issuer.setJwks(keySet(jwks_sequence[1]));
    await applyFaults(faults);
    // A rebinding name is asked for again only when the keys are.
    clockMs += (advance_s ?? (faults.dns === undefined ? 0 : 90_000)) * 1000;

    const kid = how.header?.set.kid ?? "rsa-1";
    for (let index = 0; index < (how.flood?.count ?? 1); index += 1) {
      const verdict = await send(kid.replace("{{I}}", String(index)));
      if (expected.class === "accept") expect(verdict).toMatchObject({ ok: true });
      else expect(verdict).toMatchObject({ ok: false, refusal: { reason: expected.reason } });
      if (!verdict.ok && expected.class === "upstream_unavailable") {
        expect(kindOf(verdict.refusal)).toBe("unavailable");
      }
    }
    expect(canary.connections()).toBe(canaryBefore);
    if (expected.issuer_fetches_max !== undefined) {
      expect(issuer.jwksRequests() - fetchesBefore).toBeLessThanOrEqual(expected.issuer_fetches_max);
    }
  });

  function createVerifier(resolve: ResolveName | undefined) {
    return createSubjectTokenVerifier(
      createJwksCache({
        fetch: createGuardedFetch({
          // A rebinding name cannot be listed as an origin, or its addresses would not matter.
          allow: parseAllowList(resolve === undefined ? [issuer.origin] : ["127.0.0.1/32"]).list,
          caCertificates: null,
          outboundProxy: null,
          ...(resolve === undefined ? {} : { resolve }),
        }),
        lastGood: { find: async () => null, keep: async () => {} },
        nowMs: () => clockMs,
        report: () => {},
      }),
    );
  }

  /** Answers with the listed address for discovery, then with one that is not listed. */
  function rebinding(): ResolveName {
    let asked = 0;
    return async () => {
      asked += 1;
      return asked === 1 ? ["127.0.0.1"] : ["127.0.0.2"];
    };
  }

  async function applyFaults(faults: Omit<z.infer<typeof environment>, "jwks_sequence">): Promise<void> {
    if (faults.jwks !== undefined) issuer.setJwks(keySet(faults.jwks));
    if (faults.jwks_http !== undefined) issuer.setFault("jwks", documentFault(faults.jwks_http));
    if (faults.discovery !== undefined) breakDiscovery(faults.discovery);
    switch (faults.issuer) {
      case undefined:
        return;
      case "refuse":
      case "tls-expired":
      case "tls-wrong-name":
        await issuer.setConnectionFault(faults.issuer);
        return;
      default:
        issuer.setFault("both", documentFault(faults.issuer));
    }
  }

  function documentFault(name: string): DocumentFault {
    switch (name) {
      case "redirect-canary":
        return { redirectTo: `${canary.origin}/` };
      case "oversize-50mib":
        return "oversize";
      case "gzip-bomb":
        return "gzip";
      default:
        return z
          .enum(["hang", "drip", "http404", "http500", "html", "json-array", "encoding-chain"])
          .parse(name);
    }
  }

  function breakDiscovery(name: string): void {
    const jwksUris: Readonly<Record<string, unknown>> = {
      "jwks-missing": undefined,
      "jwks-number": 5,
      "jwks-http": "http://idp.example/jwks",
      "jwks-file": "file:///etc/passwd",
      "jwks-link-local": "https://169.254.169.254/jwks",
      "jwks-canary": `${canary.origin}/jwks`,
      "jwks-userinfo": issuer.jwksUri.replace("://", "://user@"),
    };
    if (Object.hasOwn(jwksUris, name)) issuer.setDiscovery({ jwks_uri: jwksUris[name] });
    else if (name === "issuer-mismatch") issuer.setDiscovery({ issuer: "https://evil.example" });
    else issuer.setFault("discovery", documentFault(name));
  }

  function keySet(variant: string): { readonly keys: unknown } {
    const jwks = keys.map((key) => key.publicJwk);
    switch (variant) {
      case "default":
        return { keys: jwks };
      case "default+rsa-2":
        return { keys: [...jwks, second.publicJwk] };
      case "only-rsa-2":
        return { keys: [second.publicJwk] };
      case "many-10000":
        return { keys: Array.from({ length: 10_000 }, (_, n) => ({ ...second.publicJwk, kid: `k${n}` })) };
      case "keys-object":
        return { keys: { "rsa-1": jwks[0] } };
      case "empty":
        return { keys: [] };
      case "nulls":
        return { keys: [null, "rsa-1"] };
      default:
        throw new Error(`unknown key set variant ${variant}`);
    }
  }
});
