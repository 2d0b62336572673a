/**
 * The services of a server without the server: bound to a real database, to a registry that follows it, and to
 * whatever a test brings in place of the rest. No token is verified or signed unless it brings that, too.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peekIssuer } from "../src/jws/compact.ts";
import { readJsonInText } from "../src/jws/json-in-text.ts";
import { compileRegex } from "../src/regex.ts";
import { createGathering } from "../src/runtime/gathering.ts";
import { createMetrics } from "../src/runtime/metrics.ts";
import { createAdmission } from "../src/runtime/rate-limits.ts";
import { openRegistryFeed, type RegistryFeed } from "../src/runtime/registry-feed.ts";
import { type Adapters, bindServices } from "../src/services.ts";
import { openStore } from "../src/store/open.ts";
import { digest } from "./core/samples.ts";
import { start } from "./store/fixtures.ts";

const unknown = () => Promise.reject(new Error("not in this test"));
async function* nothing(): AsyncGenerator<string, void> {}

/** What a test puts in place of the rest. */
export interface Brought extends Partial<Omit<Adapters, "ports" | "feed">> {
  readonly ports?: Partial<Adapters["ports"]>;
  readonly feed?: (following: RegistryFeed) => RegistryFeed;
}

/** Ended by `close`. */
export async function openServices({ ports: broughtPorts, feed: around, ...brought }: Brought = {}) {
  const opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "countersign-services-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const store = await openStore({
    url: `sqlite:${join(folder, "store.db")}`,
    clock: () => start * 1000,
    random: randomBytes,
  });
  opened.defer(() => store.close());
  const following = await openRegistryFeed({
    reader: store.configuration,
    compileRegex,
    monotonicMs: () => performance.now(),
    applied: () => undefined,
    wentBack: () => undefined,
  });
  const feed = around?.(following) ?? following;
  const ports = {
    issuer: "https://sts.example",
    grantLimits: {
      maxTokenLifetimeSeconds: 86_400,
      reservedGroups: new Set<string>(),
      readJson: readJsonInText,
    },
    digest,
    restoredAt: null,
    now: () => start,
    newTokenId: () => crypto.randomUUID(),
    newReferenceToken: () => ({ token: "", hash: "" }),
    peekIssuer,
    verifySubjectToken: unknown,
    sign: unknown,
    commit: unknown,
    recordRefusal: unknown,
    noteRefusal: () => undefined,
  };
  const services = bindServices({
    verifyDrafted: unknown,
    newId: () => crypto.randomUUID(),
    settings: {
      issuer: "https://sts.example",
      publicUrls: ["https://sts.example"],
      faces: [],
      disclosure: "full",
      requireAudience: false,
      maxTokenLifetimeSeconds: 86_400,
      serviceId: "01".padEnd(26, "a"),
      version: "0.0.0",
    },
    rules: {
      maxTokenLifetimeSeconds: 86_400,
      requireAudience: false,
      reservedAudiences: [],
      ownIssuers: [],
      checkIssuerUrl: () => null,
      checkIssuerIdentifier: () => null,
      checkCaCertificates: () => null,
      checkStaticKeys: () => null,
      compileRegex,
    },
    store,
    feed,
    admission: createAdmission({ perAddress: 100, perProvider: 100, total: 100 }, () => 0),
    gathering: createGathering(),
    metrics: createMetrics(() => 0, []),
    reportFailedLogin: () => undefined,
    lintProviderDocument: () => [],
    authenticate: async () => ({ ok: false, fault: "unknown" }),
    findToken: async () => ({ ok: false, fault: "unknown" }),
    consoleFiles: async () => null,
    signOn: { client: null, fetch: { fetchJson: unknown, postForm: unknown } },
    sessions: {
      bootstrapSecret: null,
      authorities: new Map(),
      projectByKey: () => undefined,
      authenticate: async () => ({ ok: false, fault: "unknown" }),
      randomBytes: () => new Uint8Array(),
    },
    describeToken: new Map(),
    auditor: { verify: unknown, export: nothing, close: async () => undefined },
    randomBytes,
    system: { database: "sqlite", settings: [] },
    checkpoints: { make: unknown, makeAfterReplacement: async () => undefined },
    keys: {
      jwks: () => ({ keys: [] }),
      algorithms: () => [],
      areCurrent: () => true,
      list: () => [],
      mac: () => "",
      tend: async () => false,
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    problems: async () => [],
    monotonicMs: () => 0,
    ...brought,
    ports: { ...ports, registry: feed.current, ...broughtPorts },
  });
  return { services, store, feed, close: () => opened.disposeAsync() };
}
