/** The guarded fetch as the tests of this folder have it, and servers for it to ask. */

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { onTestFinished } from "vitest";
import type { Verdict } from "../../src/core/refusal.ts";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import {
  createGuardedFetch,
  defaultFetchLimits,
  type FetchLimits,
  type GuardedFetch,
  type ResolveName,
} from "../../src/oidc/guarded-fetch.ts";
import type { TestIssuer } from "../issuer.ts";

/** On whose behalf most of them fetch. */
export const acme = { name: "acme", caCertificates: null, useProxy: false };

export interface FetchOverrides {
  /** Default: the issuer's origin. */
  readonly allow?: readonly string[];
  /** Default: the issuer's authority. */
  readonly ca?: string | null;
  readonly proxy?: string;
  readonly proxyCa?: string;
  readonly resolve?: ResolveName;
  readonly limits?: Partial<FetchLimits>;
}

/** A fetch that may ask this issuer and trusts its authority, unless told otherwise. */
export function guardedFetch(
  issuer: Pick<TestIssuer, "origin" | "ca">,
  overrides: FetchOverrides = {},
): GuardedFetch {
  return createGuardedFetch({
    allow: parseAllowList(overrides.allow ?? [issuer.origin]).list,
    caCertificates: overrides.ca === undefined ? issuer.ca : overrides.ca,
    outboundProxy:
      overrides.proxy === undefined
        ? null
        : { url: overrides.proxy, caCertificates: overrides.proxyCa ?? null },
    limits: { ...defaultFetchLimits, ...overrides.limits },
    ...(overrides.resolve === undefined ? {} : { resolve: overrides.resolve }),
  });
}

/** Why it was refused; `ok`: it was not. */
export async function reasonOf(fetching: Promise<Verdict<unknown>>): Promise<string> {
  const verdict = await fetching;
  return verdict.ok ? "ok" : verdict.refusal.reason;
}

/** A server in clear that ends with the test. @returns its origin */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${await listen(server)}`;
}

/** @returns the port on loopback */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
