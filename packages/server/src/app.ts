/**
 * The application: opens every part in the order in which one needs the other, binds them, mounts the
 * faces, and closes everything in reverse. There is no other wiring.
 */

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { createAuditor } from "./audit/auditor.ts";
import type { Config } from "./config.ts";
import { readClientSecret } from "./config-files.ts";
import { consoleFiles } from "./console-files.ts";
import type { ConfigurationRules } from "./core/configuring/configuration-rules.ts";
import { createAuthenticator } from "./credentials.ts";
import { bindExchangePorts, traced } from "./exchange-ports.ts";
import { newServiceId } from "./faces/access/profile.ts";
import { createHttpServer, mountFace } from "./faces/http.ts";
import { makeFolder } from "./files/make-folder.ts";
import { openFirstSecret, type StandingFirstSecret } from "./first-secret.ts";
import { readJsonInText } from "./jws/json-in-text.ts";
import { measureParts, observeQueue, statusClass } from "./measures.ts";
import { authorities, describeToken, lintProviderDocument, mountedFaces, standing } from "./mounted-faces.ts";
import { parseAllowList } from "./oidc/address-policy.ts";
import { createGuardedFetch } from "./oidc/guarded-fetch.ts";
import { checkIssuerIdentifier, checkIssuerUrl } from "./oidc/issuer-url.ts";
import { createJwksCache } from "./oidc/jwks-cache.ts";
import { checkCaCertificates, checkStaticKeys } from "./oidc/key-material.ts";
import { createTrialKeys } from "./oidc/trial-keys.ts";
import { createSubjectTokenVerifier } from "./oidc/verify-subject-token.ts";
import { openOwnKeys } from "./own-keys.ts";
import { createTokenFinder } from "./own-tokens.ts";
import { reservedAudiences } from "./presets/reserved-audiences.ts";
import { compileRegex } from "./regex.ts";
import { logSettled } from "./restoration.ts";
import { openCertificate } from "./runtime/certificate.ts";
import { createCheckpoints } from "./runtime/checkpoints.ts";
import { createClock, type TimeSources } from "./runtime/clock.ts";
import { databaseProblem } from "./runtime/database-problem.ts";
import { createEarlyRefusals } from "./runtime/early-refusals.ts";
import { createFailedLoginLog } from "./runtime/failed-logins.ts";
import { staleRulesProblem } from "./runtime/freshness.ts";
import { createGathering } from "./runtime/gathering.ts";
import { reportKeyEvent } from "./runtime/issuer-key-log.ts";
import { createLineLimit } from "./runtime/line-limit.ts";
import { listeningAddress } from "./runtime/listening-address.ts";
import type { Log } from "./runtime/log.ts";
import { createMetrics } from "./runtime/metrics.ts";
import { createTurnBudget } from "./runtime/overload.ts";
import { createAdmission } from "./runtime/rate-limits.ts";
import { openRegistryFeed } from "./runtime/registry-feed.ts";
import { addSigningKeyTasks, missingKeyProblem } from "./runtime/signing-key-tasks.ts";
import { createTasks } from "./runtime/tasks.ts";
import { openTracing } from "./runtime/tracing.ts";
import { bindServices } from "./services.ts";
import { openStore } from "./store/open.ts";
import { databaseAt } from "./store/url.ts";
import { pooled, uuidGenerator } from "./store/uuid.ts";
import { version } from "./version.ts";

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly time: TimeSources;
  /** How the database is opened; absent: by its URL. */
  readonly openStore?: typeof openStore;
}

export interface App {
  /** The first secret, while it is good; null: none is needed. */
  readonly firstSecret: StandingFirstSecret | null;
  /** Starts to listen. @returns the URL it listens on @throws when it cannot; everything is closed then */
  listen(): Promise<string>;
  /**
   * Says on /readyz that the server is stopping, and goes on answering for as long as the settings say, so that
   * load balancers notice before the first connection is refused.
   */
  drain(): Promise<void>;
  /** Looks for a renewed certificate at once; otherwise it is found within ten seconds. */
  renewCertificate(): Promise<void>;
  /** Lets requests in flight end, then closes everything, the last opened first. May be called again. */
  close(): Promise<void>;
}

/** How often other nodes' configuration changes are looked for, so that they are in force within a second. */
const pollMs = 500;
const sweepMs = 60_000;
/** How often what was recorded is summed up: figures lag behind by so much. */
const sumMs = 1_000;
const certificateLookMs = 10_000;
/** How often this node looks whether a checkpoint is due. */
const checkpointLookMs = 1_000;
const secondsPerDay = 86_400;
/** Long enough to read what had arrived when the stopping began: an idle connection is closed without a look. */
const shortestDrainMs = 100;

/**
 * Opens the application; it does not listen yet. Where opening fails, what was already open is closed.
 * @throws OwnKeyProblem, or a store's error with a sentence that says what to do
 */
export async function openApp({ config, log, time, ...given }: AppOptions): Promise<App> {
  await using opened = new AsyncDisposableStack();
  const clock = createClock(time);
  const { now } = clock;
  const random = (length: number) => randomBytes(length);
  const newId = uuidGenerator(time.wallMs, pooled(random));
  const issuer = config.publicUrls[0] ?? "";

  await makeFolder(config.dataDir, 0o700);
  const metrics = createMetrics(time.monotonicMs, config.faces);
  const store = await (given.openStore ?? openStore)({
    url: config.databaseUrl,
    clock: time.wallMs,
    random,
    observer: (queue) => observeQueue(metrics, queue),
  });
  opened.defer(() => store.close());
  // Before what may fail yet: nobody tells it again.
  logSettled(log, store.settled);
  const serviceId = await store.secrets.establishFact("service_id", newServiceId(random));
  const keys = await openOwnKeys({ config, store, log, clock, random, newInstanceId: newId(), issuer });

  const { list: allow } = parseAllowList(config.issuerAllow);
  const guardedFetch = createGuardedFetch({
    allow,
    caCertificates: await readOptional(config.issuerCaFile),
    outboundProxy:
      config.outboundProxy === null
        ? null
        : { url: config.outboundProxy, caCertificates: await readOptional(config.outboundProxyCaFile) },
  });
  const issuerKeys = createJwksCache({
    fetch: guardedFetch,
    lastGood: store.issuerKeys,
    nowMs: time.monotonicMs,
    report: (event) => reportKeyEvent(log, metrics, event),
  });
  const feed = await openRegistryFeed({
    reader: store.configuration,
    compileRegex,
    monotonicMs: time.monotonicMs,
    applied(change) {
      if (change.kind === "provider_deleted") issuerKeys.forget(change.id);
    },
    wentBack: (known, found) =>
      log.error(
        { known, found },
        "the database is of another history than this server knew, mostly of an earlier moment: its configuration was read anew. Restart every server if it was restored: what that ends is ended at a start",
      ),
  });
  const trialKeys = createTrialKeys({
    fetch: guardedFetch,
    nowMs: time.monotonicMs,
    standing: issuerKeys,
    standingProvider: (id) => feed.current().providerById(id),
  });
  const checkpoints = createCheckpoints({
    audit: store.audit,
    issuer,
    retentionSeconds: config.recordsRetentionDays * secondsPerDay,
    intervalSeconds: config.checkpointMinutes * 60,
    signNaming: keys.signNaming,
    ownKeys: () => new Set(keys.list().map(({ kid }) => kid)),
    log,
    now,
    newId,
  });
  opened.defer(() => checkpoints.makeLast());
  const limitUnexpected = createLineLimit(time.monotonicMs);
  const earlyRefusals = createEarlyRefusals(store.exchanges, (problem) =>
    log.error({ err: problem }, "an early refusal was not recorded"),
  );
  opened.defer(() => earlyRefusals.flush(now()));

  const tracing = await openTracing(process.env, version, log, time.monotonicMs);
  if (tracing !== null) opened.defer(() => tracing.stop());
  const untraced = bindExchangePorts({
    issuer,
    grantLimits: {
      maxTokenLifetimeSeconds: config.maxTokenLifetimeSeconds,
      reservedGroups: new Set(config.reservedGroups),
      readJson: readJsonInText,
    },
    restoredAt: store.restoredAt,
    now,
    newId,
    random,
    feed,
    issuerKeys,
    keys,
    exchanges: store.exchanges,
    earlyRefusals,
    log,
  });
  const ports = tracing === null ? untraced : traced(untraced, tracing);
  const rules: ConfigurationRules = {
    maxTokenLifetimeSeconds: config.maxTokenLifetimeSeconds,
    requireAudience: config.requireAudience,
    reservedAudiences,
    ownIssuers: config.publicUrls,
    checkIssuerUrl: (url) => unusable(checkIssuerUrl(url, allow)),
    checkIssuerIdentifier: (url) => unusable(checkIssuerIdentifier(url, allow)),
    checkCaCertificates,
    checkStaticKeys,
    compileRegex,
  };

  const firstSecret = await openFirstSecret({
    ports: { secrets: store.secrets, randomBytes: random, newId, now },
    dataDir: config.dataDir,
    isNeeded: config.bootstrapAdminToken === null,
    log,
  });
  const findToken = createTokenFinder({
    tokens: store.tokens,
    verifyOwnToken: keys.verifyOwnToken,
    stands: ({ stored, claims }) =>
      standing.get(stored.face)?.(claims, stored.providerId, feed.current()) ?? true,
    now,
  });
  const projectByKey = (key: string) => feed.current().projectByKey(key);
  const authenticate = createAuthenticator({
    bootstrapSecret: config.bootstrapAdminToken,
    secrets: store.secrets,
    findToken,
    authorities,
    projectByKey,
    now,
  });
  const auditor = createAuditor(config.databaseUrl);
  opened.defer(() => auditor.close());
  const gathering = createGathering();
  let stopping = false;
  let closing: Promise<void> | null = null;
  const services = bindServices({
    newId,
    settings: {
      issuer,
      publicUrls: config.publicUrls,
      faces: config.faces,
      disclosure: config.disclosure,
      requireAudience: config.requireAudience,
      maxTokenLifetimeSeconds: config.maxTokenLifetimeSeconds,
      serviceId,
      version,
    },
    ports,
    rules,
    store,
    feed,
    admission: createAdmission(
      {
        perAddress: config.ratePerAddress,
        perProvider: config.ratePerProvider,
        total: config.rateTotal,
      },
      time.monotonicMs,
      (scope) => metrics.count("rateLimited", { scope }),
    ),
    gathering,
    metrics,
    findToken,
    describeToken,
    lintProviderDocument,
    verifyDrafted: createSubjectTokenVerifier(trialKeys),
    authenticate,
    consoleFiles: consoleFiles(),
    signOn: { client: await signOnClient(config.consoleSignOn), fetch: guardedFetch },
    sessions: {
      bootstrapSecret: config.bootstrapAdminToken,
      authorities,
      projectByKey,
      authenticate,
      randomBytes: random,
    },
    reportFailedLogin: createFailedLoginLog(log, time.monotonicMs),
    auditor,
    randomBytes: random,
    system: { database: databaseAt(config.databaseUrl).kind, settings: config.shown },
    checkpoints,
    keys,
    log,
    async problems() {
      if (stopping) return ["The server is stopping."];
      const problems = [await databaseProblem(store), staleRulesProblem(feed), missingKeyProblem(keys)];
      return problems.filter((problem) => problem !== null);
    },
    monotonicMs: time.monotonicMs,
  });

  const tasks = createTasks((name, problem) => log.error({ err: problem, task: name }, "a task failed"));
  opened.defer(() => tasks.stop());
  tasks.every("poll the configuration", pollMs, () => feed.refresh());
  addSigningKeyTasks(tasks, keys, log);
  tasks.every("make a checkpoint", checkpointLookMs, () => checkpoints.makeIfDue());
  tasks.every("sum up the records", sumMs, () => store.sums.catchUp());
  tasks.every("sweep", sweepMs, async () => {
    await earlyRefusals.flush(now());
    await store.sweep(clock.steady(), {
      detailsSeconds: config.detailsRetentionDays * secondsPerDay,
      recordsSeconds: config.recordsRetentionDays * secondsPerDay,
    });
  });

  tasks.every("remove a dead first secret", sweepMs, firstSecret.removeDead);

  const certificate = config.tls === null ? null : await openCertificate(config.tls, log);
  const server = createHttpServer({
    newRequestId: newId,
    trustedProxies: config.trustedProxies,
    tls: certificate?.pair() ?? null,
    maxConnections: config.maxConnections,
    isOneTooMany: createTurnBudget(time.monotonicMs, gathering.isFull),
    ...(tracing !== null && { around: tracing.request }),
    onTurnedAway: (cause) => metrics.count("turnedAway", { cause }),
    onAnswered(answered) {
      metrics.count("requests", { route: answered.route, status: statusClass(answered.status) });
      const traceId = tracing?.answered(answered) ?? null;
      log.debug(traceId === null ? answered : { ...answered, traceId }, "answered");
    },
    onUnexpected(problem, request) {
      metrics.count("unexpectedErrors", {});
      limitUnexpected((counted) => log.error({ err: problem, ...request, ...counted }, "unexpected"));
    },
  });
  opened.defer(() => server.fastify.close());
  for (const face of mountedFaces(services)) mountFace(server, face);
  await server.fastify.ready();
  measureParts(metrics, { store, feed, issuerKeys, keys, certificate, load: server.load });
  const renewCertificate = async () => certificate?.renew(server.useCertificate);
  if (certificate !== null) tasks.every("look for a new certificate", certificateLookMs, renewCertificate);

  const parts = opened.move();
  const close = () => {
    stopping = true;
    closing ??= parts.disposeAsync();
    return closing;
  };
  return {
    firstSecret: firstSecret.standing,
    async listen() {
      const listening = await server.fastify.listen(config.listen).catch(async (problem: unknown) => {
        await close();
        throw problem;
      });
      const address = listeningAddress(listening, config.listen.host, config.tls !== null);
      log.info({ address, issuer, version, faces: config.faces }, "listening");
      return address;
    },
    async drain() {
      stopping = true;
      server.endConnections();
      await setTimeout(Math.max(config.drainSeconds * 1000, shortestDrainMs));
    },
    renewCertificate,
    close,
  };
}

function unusable(problem: string | null): string | null {
  return problem === null ? null : `is not usable. ${problem}`;
}

async function signOnClient(settings: Config["consoleSignOn"]) {
  if (settings === null) return null;
  const { clientSecretFile, ...named } = settings;
  const text = await readOptional(clientSecretFile);
  return { ...named, clientSecret: text === null ? null : readClientSecret(text) };
}

async function readOptional(file: string | null): Promise<string | null> {
  return file === null ? null : readFile(file, "utf8");
}
