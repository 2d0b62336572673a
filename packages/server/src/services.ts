/**
 * Binds the core's functions to this process's adapters and hands them to the faces. Each member of
 * `FaceServices` is a line or two: what it does stands in the core, how it is done in the adapters.
 */

import type { Auditor } from "./audit/auditor.ts";
import { bindAudits } from "./audit-service.ts";
import { bindConfiguration } from "./configuration-service.ts";
import { bindSessions, type SessionAdapters } from "./console-sessions.ts";
import { loggedAs, type Principal } from "./core/access.ts";
import type { ConfigurationPorts } from "./core/configuring/configuration.ts";
import type { ConfigurationRules } from "./core/configuring/configuration-rules.ts";
import type { PlacedDrafts } from "./core/configuring/judging.ts";
import type { ProjectPorts } from "./core/configuring/projects.ts";
import type { DirectoryPorts } from "./core/directory/changes.ts";
import { makeProjects } from "./core/directory/login-projects.ts";
import { type ExchangePorts, exchange } from "./core/exchange.ts";
import { explain } from "./core/explaining/explain.ts";
import type { ExplainPorts } from "./core/explaining/explain-question.ts";
import { explainAnew, explainRecord } from "./core/explaining/explain-record.ts";
import { comparedInSurvey, findingsAt, selectFindings } from "./core/figures/findings.ts";
import { gatherStats } from "./core/figures/stats.ts";
import { type Finding, lintMapping, lintProvider, type MappingSurroundings } from "./core/linting/lint.ts";
import { comparedAtMost } from "./core/linting/lint-order.ts";
import type { KnownProjects } from "./core/linting/lint-projects.ts";
import type { Registry } from "./core/matching/registry.ts";
import { selectProvider } from "./core/provider-choice.ts";
import type { RandomBytes } from "./core/reference-token.ts";
import { refuse } from "./core/refusal.ts";
import type { Steps } from "./core/steps.ts";
import type {
  Claims,
  EpochSeconds,
  FaceName,
  Mapping,
  MappingDraft,
  Provider,
  ProviderDraft,
} from "./core/terms.ts";
import type { Authenticate } from "./credentials.ts";
import { addressPrefix } from "./faces/client-address.ts";
import type { SystemFacts } from "./faces/services/keeping.ts";
import type { TokenDescription } from "./faces/services/tokens.ts";
import type { FaceServices, FaceSettings } from "./faces/services.ts";
import { OwnKeyProblem } from "./keys/own-key-problem.ts";
import type { SigningKeys } from "./keys/signing-keys.ts";
import { checkClaims, checkIssuer } from "./oidc/claims.ts";
import type { FindOwnToken } from "./own-tokens.ts";
import { traitsOf } from "./presets/catalogue.ts";
import type { Checkpoints } from "./runtime/checkpoints.ts";
import type { FailedLogin } from "./runtime/failed-logins.ts";
import { createFindingSurveys } from "./runtime/finding-surveys.ts";
import { areFresh, requireFreshRules } from "./runtime/freshness.ts";
import type { Gathering } from "./runtime/gathering.ts";
import type { Log } from "./runtime/log.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { Admission } from "./runtime/rate-limits.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import { inSlices, nextTurn, registryOf } from "./runtime/slices.ts";
import { createTurns } from "./runtime/turns.ts";
import { bindServiceTokens } from "./service-tokens.ts";
import { bindSignOn, type SignOnAdapters } from "./sign-on.ts";
import type { Store } from "./store/store.ts";
import { makeSuggestion, readPresented } from "./suggestion.ts";
import { bindTokenService, logRevocation, type TryCredential } from "./token-service.ts";
import { bindWhatIf } from "./what-if.ts";

export interface Adapters {
  readonly settings: FaceSettings;
  readonly ports: Omit<ExchangePorts, "makeProjects">;
  readonly rules: ConfigurationRules;
  readonly store: Store;
  readonly feed: RegistryFeed;
  readonly admission: Admission;
  readonly gathering: Pick<Gathering, "join">;
  readonly metrics: Metrics;
  readonly authenticate: Authenticate;
  readonly findToken: FindOwnToken;
  readonly consoleFiles: FaceServices["consoleFiles"];
  readonly signOn: Pick<SignOnAdapters, "client" | "fetch">;
  readonly sessions: Omit<SessionAdapters, "now" | "store" | "log">;
  /** By face; of the tokens of a face that is not listed only the registered claims are told. */
  readonly describeToken: ReadonlyMap<FaceName, (claims: Claims) => TokenDescription>;
  /** Verifies a token of a provider that is only drafted. */
  readonly verifyDrafted: ExchangePorts["verifySubjectToken"];
  /** What faces find in the documents that providers were made from. */
  lintProviderDocument(draft: ProviderDraft): readonly Finding[];
  reportFailedLogin(failed: FailedLogin): void;
  readonly auditor: Auditor;
  readonly randomBytes: RandomBytes;
  readonly system: Pick<SystemFacts, "database" | "settings">;
  readonly checkpoints: Pick<Checkpoints, "make" | "makeAfterReplacement">;
  readonly keys: Pick<SigningKeys, "jwks" | "areCurrent" | "algorithms" | "list" | "tend" | "mac">;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  readonly problems: FaceServices["health"]["problems"];
  monotonicMs(): number;
  /** UUIDv7. */
  newId(): string;
}

/** Each takes some milliseconds: the last of so many waits a few seconds. */
const mostChangesWaiting = 200;

export function bindServices(adapters: Adapters): FaceServices {
  const { settings, store, feed, metrics, log } = adapters;
  const lint = {
    lintProvider: (draft: ProviderDraft, beside = feed.current()) =>
      lintProvider(draft, traitsOf(draft), projectsIn(beside), {
        others: adapters.lintProviderDocument(draft),
        ownUrl: settings.issuer,
      }),
    lintMapping(draft: MappingDraft, beside = feed.current(), given: LintedBeside = {}) {
      const provider = beside.providerById(draft.providerId);
      if (provider === undefined) return [];
      const others = beside.firstMappingsOf(provider.id, comparedAtMost);
      const around = { provider, traits: traitsOf(provider), others, ...projectsIn(beside) };
      return lintMapping(draft, { ...around, ...given });
    },
  };
  const surveyed = {
    ...lint,
    lintMapping(draft: MappingDraft, beside: Registry) {
      const compared = comparedInSurvey(beside.mappingCount(draft.providerId));
      return lint.lintMapping(draft, beside, { others: beside.firstMappingsOf(draft.providerId, compared) });
    },
  };
  const surveys = createFindingSurveys(() => feed.current(), surveyed, adapters.monotonicMs);
  const carryOut = <T>(steps: Steps<T>): Promise<T> => inSlices(steps, adapters.monotonicMs);
  const changes: ConfigurationPorts & ProjectPorts & DirectoryPorts = {
    rules: adapters.rules,
    writer: store.configuration,
    directoryWriter: store.configuration,
    inTurn: createTurns(mostChangesWaiting),
    carryOut,
    newId: adapters.newId,
    now: adapters.ports.now,
    registry: adapters.ports.registry,
    refresh: () => feed.refresh(),
    apply: () => feed.refresh(),
    ...lint,
  };
  const ports: ExchangePorts = { ...adapters.ports, makeProjects: bindProjectMaking(changes, log) };
  const tryCredential: TryCredential = async (face, caller, check) => {
    const prefix = addressPrefix(caller.address);
    const found = await adapters.admission.tryCredential(prefix, check);
    if (found.ok && found.value.ok) return found;
    const fault = found.ok && !found.value.ok ? found.value.fault : "too_many";
    metrics.count("authenticationFailures", { face, fault });
    adapters.reportFailedLogin({ face, fault, addressPrefix: prefix, requestId: caller.requestId });
    return found;
  };
  const explainPorts = (drafts?: PlacedDrafts): ExplainPorts => ({
    ...ports,
    ...(drafts !== undefined && { registry: () => drafts.registry }),
    ...(drafts?.provider != null && { verifySubjectToken: adapters.verifyDrafted }),
    disclosure: settings.disclosure,
    isReplayed: store.exchanges.isReplayed,
    carryOut,
    checkClaims: checkWithoutKey,
  });
  const { monotonicMs } = adapters;
  const suggesting = { registry: ports.registry, exchanges: store.exchanges, monotonicMs };
  return {
    settings,
    compileRegex: adapters.rules.compileRegex,
    now: ports.now,
    registry: ports.registry,
    carryOut,

    admitCaller(face, address) {
      const admitted = adapters.admission.admitCaller(addressPrefix(address));
      // Turned away at once.
      if (!admitted.ok) metrics.exchanged(face, admitted.refusal.reason, 0);
      return admitted;
    },
    async exchange(request) {
      const startMs = adapters.monotonicMs();
      await adapters.gathering.join();
      // The issuer of an unverified token chooses no more than whose permit is taken.
      const selected = selectProvider(ports, ports.registry(), request);
      const admitted = adapters.admission.admitExchange(selected.ok ? selected.value.id : null);
      // After the limits, and without a wait while the rules are fresh: exchanges that go on together stay in step.
      const allowed = admitted.ok && !areFresh(feed) ? await requireFreshRules(feed) : admitted;
      const outcome = allowed.ok
        ? await exchange(ports, request)
        : { ...allowed, progress: "unverified" as const };
      const label = outcome.ok ? "issued" : outcome.refusal.reason;
      metrics.exchanged(request.face, label, (adapters.monotonicMs() - startMs) / 1000);
      return outcome;
    },

    explain: (question, drafts) => explain(explainPorts(drafts), { ...question, ...draftIn(drafts) }),
    async explainRecord(requestId, drafts) {
      const record = await store.exchanges.findByRequestId(requestId);
      if (record === null) return null;
      if (drafts !== undefined) return explainAnew(explainPorts(drafts), record, draftIn(drafts).draft);
      const { providerId, revision, details } = record;
      // Without a provider no rules of any moment had a say.
      const registry =
        providerId === null
          ? ports.registry()
          : await registryOf(
              store.configuration.providerAt(providerId, revision, details?.project),
              adapters.rules.compileRegex,
            );
      return carryOut(explainRecord(registry, record, settings.disclosure, ports.grantLimits.readJson));
    },

    whatIf: bindWhatIf({
      ...ports,
      exchanges: store.exchanges,
      checkClaims: checkWithoutKey,
      monotonicMs: adapters.monotonicMs,
    }),
    suggest: (by, question) => makeSuggestion(suggesting, by, question),
    readPresented: (token, provider) => readPresented(ports, token, provider),

    authenticate: (credential, face, caller, tokens) =>
      tryCredential(face, caller, () => adapters.authenticate(credential, face, tokens)),
    async serviceTokenNames() {
      const good = (await store.secrets.list()).filter(
        ({ kind, expiresAt, revokedAt }) =>
          kind === "service" && revokedAt === null && expiresAt > ports.now(),
      );
      return [...new Set(good.map(({ name }) => name))].sort();
    },
    consoleFiles: adapters.consoleFiles,
    signOn: bindSignOn({
      ...adapters.signOn,
      randomBytes: adapters.sessions.randomBytes,
      mac: (text) => adapters.keys.mac("console sign-on attempt", text),
      admitExchange: adapters.admission.admitExchange,
      sessions: store.sessions,
      restoredAt: store.restoredAt,
      providerByName: (name) => feed.current().providerByName(name),
      now: ports.now,
      monotonicMs: adapters.monotonicMs,
      metrics,
      log,
    }),
    sessions: bindSessions({ ...adapters.sessions, now: ports.now, store, log }, tryCredential),
    tokens: bindTokenService({ ...adapters, now: ports.now }, tryCredential),

    configuration: bindConfiguration({
      reader: store.configuration,
      rules: adapters.rules,
      feed,
      changes,
      lint,
    }),

    exchanges: {
      list: (filter, page) => store.exchanges.list(filter, page),
      find: (requestId) => store.exchanges.findByRequestId(requestId),
    },
    figures: {
      stats: (by, question) =>
        gatherStats({ registry: feed.current(), sums: store.sums, nextTurn }, by, question),
      async findings(by, filter) {
        const survey = await surveys.current();
        const selected = await carryOut(selectFindings(survey, by, filter));
        return {
          ...selected,
          read: (places) => carryOut(findingsAt(survey, surveyed, places)),
        };
      },
    },
    audit: {
      list: (page) => store.audit.list(page),
      makeCheckpoint: () => adapters.checkpoints.make(),
      ...bindAudits(adapters.auditor, ports.now, log),
    },
    keys: {
      jwks: () => adapters.keys.jwks(),
      areCurrent: () => adapters.keys.areCurrent(),
      algorithms: () => adapters.keys.algorithms(),
      list: () => adapters.keys.list(),
      rotate: (by, { emergency }) => rotateKeys(adapters, by, emergency),
      signIntrospection: (payload) => ports.sign({ typ: "token-introspection+jwt", header: {}, payload }),
    },
    serviceTokens: bindServiceTokens(
      { secrets: store.secrets, randomBytes: adapters.randomBytes, newId: adapters.newId, now: ports.now },
      log,
    ),
    async system() {
      const instanceId = await store.secrets.instanceFact("instance_id");
      return { version: settings.version, instanceId, ...adapters.system };
    },
    health: { problems: adapters.problems, metrics: () => metrics.text() },
  };
}

type LintedBeside = Partial<Pick<MappingSurroundings, "others" | "sample">>;

/** Among so many a misspelt key is looked for: more would take too long. */
const keysCompared = 500;

function projectsIn({ projectByKey, projects }: Registry): KnownProjects {
  return {
    projectByKey,
    projectKeys: () =>
      Iterator.from(projects())
        .take(keysCompared)
        .map(({ key }) => key),
  };
}

/** The drafted mapping of which an explanation says more. */
function draftIn(drafts: PlacedDrafts | undefined): { readonly draft?: Mapping } {
  const draft = drafts?.mapping?.placed ?? null;
  return draft === null ? {} : { draft };
}

/** Every check of claims against their provider that needs no key. */
function checkWithoutKey(claims: Claims, provider: Provider, now: EpochSeconds) {
  const issuer = checkIssuer(claims, provider);
  return issuer.ok ? checkClaims(claims, provider, now) : issuer;
}

/** What a login makes before it grants anything. @see ExchangePorts.makeProjects */
function bindProjectMaking(changes: DirectoryPorts, log: Adapters["log"]): ExchangePorts["makeProjects"] {
  return async (missing, mapping) => {
    try {
      return await makeProjects(changes, missing, mapping);
    } catch (problem) {
      log.error({ err: problem }, "a project was not made at login");
      return refuse("overloaded", { detail: "the project was not confirmed" });
    }
  };
}

async function rotateKeys({ keys, feed, checkpoints, log }: Adapters, by: Principal, emergency: boolean) {
  try {
    const changed = await keys.tend(emergency ? { kind: "emergency", by: by.name } : { kind: "rotation" });
    log.warn({ by: loggedAs(by), emergency, changed }, "signing keys were rotated");
    if (emergency && changed) logRevocation(log, { kind: "everything" }, by);
    try {
      // Tokens are issued again only under the revision by which those before are revoked.
      await feed.refresh();
    } finally {
      // No key of the checkpoints so far is left to tell who the server is.
      if (emergency && changed) await checkpoints.makeAfterReplacement();
    }
    return { ok: true } as const;
  } catch (problem) {
    if (problem instanceof OwnKeyProblem) return { ok: false, detail: problem.message } as const;
    throw problem;
  }
}
