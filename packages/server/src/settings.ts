/**
 * The settings: name, default, meaning and form of each, in one table. The README's table, `--help` and
 * the reading of the environment are made from it.
 */

import { faceNames } from "./faces/services.ts";
import { signingAlgorithms } from "./keys/signing-key.ts";
import {
  holdsPassword,
  oneOf,
  readAddressRange,
  readAllowList,
  readBootstrapToken,
  readDatabaseUrl,
  readInteger,
  readList,
  readListen,
  readProxyUrl,
  readPublicUrl,
  readWord,
  urlWithoutSecrets,
} from "./setting-values.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Setting<T> {
  readonly variable: string;
  /** As it would be written; empty: unset. */
  readonly fallback: string;
  /** For the tables people read, when the fallback is computed. */
  readonly fallbackShown?: string;
  readonly meaning: string;
  /** Whether a value is a secret, and so must not stand on a command line, where others can read it. */
  readonly isSecret?: (text: string) => boolean;
  /**
   * A value that was given, as it may be shown to operators; null: it is a secret altogether. Absent: as it was given.
   */
  readonly shown?: (text: string) => string | null;
  /** @throws Error with the end of the sentence "COUNTERSIGN_X …". */
  readonly read: (text: string) => T;
}

export const settings = {
  listen: {
    variable: "COUNTERSIGN_LISTEN",
    fallback: "127.0.0.1:8480",
    meaning: "Address and port. Any address but loopback also needs a public URL.",
    read: readListen,
  },
  publicUrl: {
    variable: "COUNTERSIGN_PUBLIC_URL",
    fallback: "",
    fallbackShown: "from the listen address",
    meaning:
      "Base of absolute URLs, several separated by commas; the first is the issuer (`iss`) of every token.",
    shown: (text: string) => readList(text).map(readPublicUrl).join(","),
    read: (text: string) => readList(text).map(readPublicUrl),
  },
  databaseUrl: {
    variable: "COUNTERSIGN_DATABASE_URL",
    fallback: "",
    fallbackShown: "sqlite:$DATA_DIR/countersign.db",
    meaning: "`sqlite:<file>` for one node, `postgres://…?sslmode=verify-full` for several.",
    isSecret: holdsPassword,
    shown: urlWithoutSecrets,
    read: readDatabaseUrl,
  },
  dataDir: {
    variable: "COUNTERSIGN_DATA_DIR",
    fallback: "./data",
    meaning: "Folder of the database, the master key and the first secret.",
    read: (text: string) => text,
  },
  masterKeyFile: {
    variable: "COUNTERSIGN_MASTER_KEY_FILE",
    fallback: "",
    fallbackShown: "$DATA_DIR/master.key",
    meaning: "File of the key that wraps signing keys at rest. With PostgreSQL it must be given.",
    read: (text: string) => text,
  },
  bootstrapAdminToken: {
    variable: "COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN",
    fallback: "",
    meaning:
      "An operator's secret of at least 32 characters, good on every face while it is configured; never stored.",
    isSecret: () => true,
    shown: () => null,
    read: readBootstrapToken,
  },
  issuerAllow: {
    variable: "COUNTERSIGN_ISSUER_ALLOW",
    fallback: "",
    meaning:
      "Exact origins or CIDR ranges of issuers that may be contacted although they are not public; the only way to plain http, and then only on loopback.",
    read: readAllowList,
  },
  issuerCaFile: {
    variable: "COUNTERSIGN_ISSUER_CA_FILE",
    fallback: "",
    meaning: "PEM file of certificate authorities trusted for issuers besides the usual ones.",
    read: (text: string) => text,
  },
  outboundProxy: {
    variable: "COUNTERSIGN_OUTBOUND_PROXY",
    fallback: "",
    meaning: "http(s) proxy for providers that are set to use it.",
    isSecret: holdsPassword,
    shown: urlWithoutSecrets,
    read: readProxyUrl,
  },
  outboundProxyCaFile: {
    variable: "COUNTERSIGN_OUTBOUND_PROXY_CA_FILE",
    fallback: "",
    meaning:
      "PEM file of certificate authorities trusted for an https proxy besides the usual ones, and for nothing else.",
    read: (text: string) => text,
  },
  tlsCertFile: {
    variable: "COUNTERSIGN_TLS_CERT_FILE",
    fallback: "",
    meaning: "PEM certificate chain; with the key file, the server speaks https itself.",
    read: (text: string) => text,
  },
  tlsKeyFile: {
    variable: "COUNTERSIGN_TLS_KEY_FILE",
    fallback: "",
    meaning: "PEM private key for the certificate.",
    read: (text: string) => text,
  },
  trustedProxies: {
    variable: "COUNTERSIGN_TRUSTED_PROXIES",
    fallback: "",
    meaning: "Addresses or CIDR ranges whose forwarded headers count.",
    read: (text: string) => readList(text).map(readAddressRange),
  },
  maxConnections: {
    variable: "COUNTERSIGN_MAX_CONNECTIONS",
    fallback: "10000",
    meaning: "Most open connections; near that idle ones are closed, beyond it new ones.",
    read: (text: string) => readInteger(text, 10, 1_000_000),
  },
  drainSeconds: {
    variable: "COUNTERSIGN_DRAIN_SECONDS",
    fallback: "0",
    meaning:
      "How long the server goes on answering after it was told to stop, while `/readyz` already says no: what load balancers need to notice.",
    read: (text: string) => readInteger(text, 0, 300),
  },
  faces: {
    variable: "COUNTERSIGN_FACES",
    fallback: faceNames.join(","),
    meaning: "Which faces are mounted.",
    read: (text: string) => readList(text).map((name) => oneOf(faceNames, name)),
  },
  consoleProvider: {
    variable: "COUNTERSIGN_CONSOLE_PROVIDER",
    fallback: "",
    meaning: "Name of the provider people sign in to the console through; with it goes the client id.",
    read: (text: string) => text,
  },
  consoleClientId: {
    variable: "COUNTERSIGN_CONSOLE_CLIENT_ID",
    fallback: "",
    meaning:
      "The client that provider knows the console as, which is also the audience of its ID tokens. Its redirect URI is `<public URL>/console/sign-in/callback`.",
    read: readWord,
  },
  consoleClientSecretFile: {
    variable: "COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE",
    fallback: "",
    meaning: "File of that client's secret; unset for a public client. PKCE is used either way.",
    read: (text: string) => text,
  },
  requireAudience: {
    variable: "COUNTERSIGN_REQUIRE_AUDIENCE",
    fallback: "false",
    meaning: "`true` refuses providers without an audience on every face.",
    read: (text: string) => oneOf(["true", "false"] as const, text) === "true",
  },
  maxTokenTtl: {
    variable: "COUNTERSIGN_MAX_TOKEN_TTL",
    fallback: "86400",
    meaning:
      "Longest access token, in seconds. A mapping that asks for more is refused when it is saved; one saved under a higher maximum gets this.",
    read: (text: string) => readInteger(text, 60, 31_536_000),
  },
  reservedGroups: {
    variable: "COUNTERSIGN_RESERVED_GROUPS",
    fallback: "admin,administrators,root,system",
    meaning:
      "Group names no `groups_pattern` may make out of a claim, compared without letter case; `none` for no such names. A mapping may still name such a group itself.",
    read: (text: string) => (text === "none" ? [] : readList(text.toLowerCase())),
  },
  signingAlg: {
    variable: "COUNTERSIGN_SIGNING_ALG",
    fallback: "ES256",
    meaning: "`ES256`, `RS256` or `EdDSA`; the first of several signs, all are published.",
    read: (text: string) => readList(text).map((name) => oneOf(signingAlgorithms, name)),
  },
  keyRotationDays: {
    variable: "COUNTERSIGN_KEY_ROTATION_DAYS",
    fallback: "90",
    meaning: "After how many days the next signing key takes over; `0`: only when an operator asks for it.",
    read: (text: string) => readInteger(text, 0, 3650),
  },
  logLevel: {
    variable: "COUNTERSIGN_LOG_LEVEL",
    fallback: "info",
    meaning: "JSON lines on standard output; never a token, a secret, or at `info` a claim value.",
    read: (text: string) => oneOf(logLevels, text),
  },
  disclosure: {
    variable: "COUNTERSIGN_DISCLOSURE",
    fallback: "full",
    meaning:
      "`full` tells a caller whose signature holds what did not fit; `minimal` tells only the class of the refusal and the reference id.",
    read: (text: string) => oneOf(["full", "minimal"] as const, text),
  },
  ratePerAddress: {
    variable: "COUNTERSIGN_RATE_PER_ADDRESS",
    fallback: "50",
    meaning:
      "Exchange attempts, and credentials that are not good, per second and address prefix (/24, /48), with a burst of ten times that.",
    read: (text: string) => readInteger(text, 1, 1_000_000),
  },
  ratePerProvider: {
    variable: "COUNTERSIGN_RATE_PER_PROVIDER",
    fallback: "500",
    meaning: "Exchange attempts per second and provider, with a burst of ten times that.",
    read: (text: string) => readInteger(text, 1, 1_000_000),
  },
  rateTotal: {
    variable: "COUNTERSIGN_RATE_TOTAL",
    fallback: "2000",
    meaning: "Exchange attempts per second altogether, with a burst of ten times that.",
    read: (text: string) => readInteger(text, 1, 1_000_000),
  },
  detailsRetentionDays: {
    variable: "COUNTERSIGN_DETAILS_RETENTION_DAYS",
    fallback: "30",
    meaning: "How long the claims of an exchange are kept for explanations.",
    read: (text: string) => readInteger(text, 1, 3650),
  },
  recordsRetentionDays: {
    variable: "COUNTERSIGN_RECORDS_RETENTION_DAYS",
    fallback: "400",
    meaning: "How long the record of an exchange is kept.",
    read: (text: string) => readInteger(text, 1, 3650),
  },
  checkpointMinutes: {
    variable: "COUNTERSIGN_CHECKPOINT_MINUTES",
    fallback: "60",
    meaning: "How often a signed checkpoint of the audit chain is made and logged.",
    read: (text: string) => readInteger(text, 1, 1440),
  },
} satisfies Readonly<Record<string, Setting<unknown>>>;

export type SettingName = keyof typeof settings;

/** `COUNTERSIGN_PUBLIC_URL` is `--public-url`. */
export function flagOf(name: SettingName): string {
  return `--${settings[name].variable.replace("COUNTERSIGN_", "").toLowerCase().replaceAll("_", "-")}`;
}
