/**
 * Every metric of ours, in one table: what /metrics says, what OPERATIONS.md explains and what the dashboard and
 * the alert rules may name are made from it or held against it. A new one is a row here and a line where the
 * thing happens. Labels come from closed sets, never from callers and never from the configuration: whoever may
 * read the metrics learns no provider's name.
 */

import type { Reason } from "../core/reasons.ts";

export interface MetricFamily {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  /** One sentence; also the page's. */
  readonly help: string;
  readonly labels: readonly string[];
  /**
   * Of a counter or a histogram with labels, values of each that are usual. All their combinations are told as 0 from
   * the start, of faces those that are mounted: a rate does not see the first of a series that begins with it.
   */
  readonly usual?: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** From what a warm exchange takes to what callers wait for at most. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The faces that exchange tokens and take credentials, as they name themselves: people sign in for `admin`. */
const faces = ["access", "oauth", "keystone", "admin"];
/** What becomes of an exchange on most days, and what an outage or an attack shows as first. */
const outcomes = [
  "issued",
  "no_matching_mapping",
  "unknown_provider",
  "malformed_token",
  "bad_signature",
  "audience_mismatch",
  "expired",
  "replayed",
  "rate_limited",
  "overloaded",
  "configuration_stale",
  "issuer_unreachable",
] satisfies readonly ("issued" | Reason)[];
/** What becomes of a fetch of an issuer's keys. */
const fetched = [
  "refreshed",
  "issuer_unreachable",
  "issuer_response_invalid",
  "blocked_address",
  "redirect_refused",
] satisfies readonly ("refreshed" | Reason)[];
const queues = ["exchanges", "writes"];
/** Where a sign-in through a provider ends when it comes to no exchange. */
export const signOnStages = [
  "not_set_up",
  "provider",
  "discovery",
  "attempt",
  "answer",
  "limit",
  "database",
  "token_endpoint",
  "id_token",
] as const;
export type SignOnStage = (typeof signOnStages)[number];

export const metricFamilies = {
  exchanges: {
    name: "countersign_exchanges_total",
    kind: "counter",
    help: "Exchange attempts; `outcome` is `issued` or the reason of the refusal.",
    labels: ["face", "outcome"],
    usual: { face: faces, outcome: outcomes },
  },
  exchangeDuration: {
    name: "countersign_exchange_duration_seconds",
    kind: "histogram",
    help: "Time from reading the request to the verdict, the durable record included.",
    labels: ["face"],
    usual: { face: faces },
    buckets: seconds,
  },
  authenticationFailures: {
    name: "countersign_authentication_failures_total",
    kind: "counter",
    help: "Credentials that were not good; `fault` is `unknown`, what was the matter with one of ours, or `too_many` for those not looked at after too many unknown ones.",
    labels: ["face", "fault"],
    usual: {
      face: faces,
      fault: ["unknown", "expired", "revoked", "suspended", "elsewhere", "too_many"],
    },
  },
  signOnFailures: {
    name: "countersign_sign_on_failures_total",
    kind: "counter",
    help: "Sign-ins to the console through a provider that came to no exchange; `stage` is where they ended: `not_set_up`, `provider` (missing or disabled), `discovery`, `attempt` (not begun here, too late or used), `answer` (what the browser brought), `limit`, `database` (the attempt could not be noted as used), `token_endpoint` or `id_token`.",
    labels: ["stage"],
    usual: { stage: signOnStages },
  },
  rateLimited: {
    name: "countersign_rate_limited_total",
    kind: "counter",
    help: "Requests over a limit; `scope` is `address`, `provider`, `server`, or `credentials` for bad ones from one address.",
    labels: ["scope"],
    usual: { scope: ["address", "provider", "server", "credentials"] },
  },
  tokensCreated: {
    name: "countersign_tokens_created_total",
    kind: "counter",
    help: "Tokens issued on somebody's word on this node, without an exchange.",
    labels: [],
  },
  tokensRevoked: {
    name: "countersign_tokens_revoked_total",
    kind: "counter",
    help: "Tokens revoked one by one on this node.",
    labels: [],
  },
  requests: {
    name: "countersign_http_requests_total",
    kind: "counter",
    help: "Answers by the route's pattern and class of status: `2xx`, `3xx`, `4xx`, `5xx`.",
    labels: ["route", "status"],
  },
  requestsInFlight: {
    name: "countersign_http_requests_in_flight",
    kind: "gauge",
    help: "Requests that have no answer yet.",
    labels: [],
  },
  connections: {
    name: "countersign_http_connections",
    kind: "gauge",
    help: "Open connections of clients, idle ones included.",
    labels: [],
  },
  turnedAway: {
    name: "countersign_http_turned_away_total",
    kind: "counter",
    help: "What was turned away unread; `cause` is `busy` (a request answered 503), `pipelined` (the same, on a connection with 64 requests unanswered) or `connections` (one too many).",
    labels: ["cause"],
    usual: { cause: ["busy", "pipelined", "connections"] },
  },
  unexpectedErrors: {
    name: "countersign_unexpected_errors_total",
    kind: "counter",
    help: "Requests that failed by a bug or an outage of ours; ten a minute have a line in the log, which counts the others.",
    labels: [],
  },
  commitSize: {
    name: "countersign_commit_batch_size",
    kind: "histogram",
    help: "Writes in one transaction; `queue` is `exchanges`, or `writes` for everything else.",
    labels: ["queue"],
    usual: { queue: queues },
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  },
  commitDuration: {
    name: "countersign_commit_duration_seconds",
    kind: "histogram",
    help: "Time one transaction took until it was durable.",
    labels: ["queue"],
    usual: { queue: queues },
    buckets: seconds,
  },
  commitQueue: {
    name: "countersign_commit_queue_length",
    kind: "gauge",
    help: "Writes that wait to be durable.",
    labels: ["queue"],
  },
  storeErrors: {
    name: "countersign_store_errors_total",
    kind: "counter",
    help: "Writes that were not confirmed; `cause` is `queue_full`, `deadline` (too slow) or `failed`.",
    labels: ["cause"],
    usual: { cause: ["queue_full", "deadline", "failed"] },
  },
  configurationRevision: {
    name: "countersign_configuration_revision",
    kind: "gauge",
    help: "Revision of the configuration this node works with; nodes should agree within a second.",
    labels: [],
  },
  configurationStaleness: {
    name: "countersign_configuration_staleness_seconds",
    kind: "gauge",
    help: "Time since this node last saw what the newest revision is.",
    labels: [],
  },
  providers: {
    name: "countersign_providers",
    kind: "gauge",
    help: "Providers configured.",
    labels: [],
  },
  issuerKeyFetches: {
    name: "countersign_issuer_key_fetches_total",
    kind: "counter",
    help: "Attempts to fetch an issuer's keys; `outcome` is `refreshed` or the reason why not. The log says whose.",
    labels: ["outcome"],
    usual: { outcome: fetched },
  },
  issuersFailing: {
    name: "countersign_issuers_failing",
    kind: "gauge",
    help: "Providers whose keys could not be fetched at the last attempt.",
    labels: [],
  },
  issuersFailingKeysAge: {
    name: "countersign_issuers_failing_keys_age_seconds",
    kind: "gauge",
    help: "Age of the oldest keys that serve for one of those; from a day on they serve no more.",
    labels: [],
  },
  signingKeyAge: {
    name: "countersign_signing_key_age_seconds",
    kind: "gauge",
    help: "For how long the key that signs has done so.",
    labels: [],
  },
  signingKeySuccessorDue: {
    name: "countersign_signing_key_successor_due_timestamp_seconds",
    kind: "gauge",
    help: "When the next signing key takes over, in seconds since 1970; in the past: none could be made.",
    labels: [],
  },
  certificateExpiry: {
    name: "countersign_tls_certificate_expiry_timestamp_seconds",
    kind: "gauge",
    help: "When the certificate in use ends, in seconds since 1970; absent where TLS is not served.",
    labels: [],
  },
  buildInfo: {
    name: "countersign_build_info",
    kind: "gauge",
    help: "Always 1; the label tells the version.",
    labels: ["version"],
  },
} as const satisfies Readonly<Record<string, MetricFamily>>;

type Families = typeof metricFamilies;
/** The names of the families of one kind, as the code calls them. */
export type FamilyOf<Kind extends MetricFamily["kind"]> = {
  [Name in keyof Families]: Families[Name]["kind"] extends Kind ? Name : never;
}[keyof Families];
/** A value for each label of a family. */
export type LabelsOf<Name extends keyof Families> = Readonly<
  Record<Families[Name]["labels"][number], string>
>;
