/**
 * The environment (or the same names as flags) becomes one typed object, and every problem is reported
 * at once. What each setting is called, means and defaults to stands in settings.ts.
 */

import { join } from "node:path";
import ipaddr from "ipaddr.js";
import type { ShownSetting } from "./faces/services/keeping.ts";
import type { faceNames } from "./faces/services.ts";
import type { SigningAlgorithm } from "./keys/signing-key.ts";
import { flagOf, type LogLevel, type Setting, type SettingName, settings } from "./settings.ts";
import { shownSettings } from "./shown-settings.ts";
import { readPostgresUrl } from "./store/postgres-url.ts";
import { databaseAt } from "./store/url.ts";
import { unknownSettings } from "./unknown-settings.ts";

export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  /** The first is the issuer. Without trailing slashes. */
  readonly publicUrls: readonly string[];
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly masterKeyFile: string;
  /** Whether a missing master key may be made: never beside a shared database. */
  readonly mayCreateMasterKey: boolean;
  readonly bootstrapAdminToken: string | null;
  readonly issuerAllow: readonly string[];
  readonly issuerCaFile: string | null;
  readonly outboundProxy: string | null;
  readonly outboundProxyCaFile: string | null;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly trustedProxies: readonly string[];
  readonly maxConnections: number;
  readonly drainSeconds: number;
  readonly faces: readonly (typeof faceNames)[number][];
  /** How people sign in to the console beside secrets; null: not at all. */
  readonly consoleSignOn: {
    readonly provider: string;
    readonly clientId: string;
    readonly clientSecretFile: string | null;
  } | null;
  readonly requireAudience: boolean;
  readonly maxTokenLifetimeSeconds: number;
  /** In lower case. */
  readonly reservedGroups: readonly string[];
  readonly signingAlgorithms: readonly SigningAlgorithm[];
  /** Null: keys are rotated only when somebody asks for it. */
  readonly keyRotationDays: number | null;
  readonly logLevel: LogLevel;
  readonly disclosure: "full" | "minimal";
  readonly ratePerAddress: number;
  readonly ratePerProvider: number;
  readonly rateTotal: number;
  readonly detailsRetentionDays: number;
  readonly recordsRetentionDays: number;
  readonly checkpointMinutes: number;
  /** All of them as operators may read them. */
  readonly shown: readonly ShownSetting[];
}

/** What is wrong with the settings, a sentence each. The process cannot start. */
export class ConfigProblem extends Error {
  readonly code = "config_problem";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((one) => `  - ${one}`).join("\n")}`);
    this.name = "ConfigProblem";
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
/** Values given on the command line; they win over the environment. An empty one unsets. */
export type SettingFlags = Readonly<Partial<Record<SettingName, string>>>;

/**
 * Reads all settings.
 * @throws ConfigProblem with every problem found
 */
export function readConfig(environment: Environment, flags: SettingFlags = {}): Config {
  const { read, demand, problems } = settingsReader(environment, flags);
  problems.push(...unknownSettings(environment));
  const listen = read("listen", settings.listen) ?? { host: "127.0.0.1", port: 8480 };
  const publicUrls = read("publicUrl", settings.publicUrl);
  const certFile = read("tlsCertFile", settings.tlsCertFile);
  const keyFile = read("tlsKeyFile", settings.tlsKeyFile);
  const dataDir = read("dataDir", settings.dataDir) ?? "./data";
  const databaseUrl = read("databaseUrl", settings.databaseUrl) ?? databaseIn(dataDir);
  const masterKeyFile = read("masterKeyFile", settings.masterKeyFile);
  const shared = databaseUrl.startsWith("postgres");

  demand(
    isLoopback(listen.host) || publicUrls !== null,
    `${settings.publicUrl.variable} must be set when listening on ${listen.host}: tokens carry it as their issuer.`,
  );
  demand(
    listen.port !== 0 || publicUrls !== null,
    `${settings.publicUrl.variable} must be set when any free port may be taken: tokens carry it as their issuer.`,
  );
  demand(
    (certFile === null) === (keyFile === null),
    `${settings.tlsCertFile.variable} and ${settings.tlsKeyFile.variable} must be given together.`,
  );
  demand(
    !shared || masterKeyFile !== null,
    `${settings.masterKeyFile.variable} must be given with PostgreSQL: every node needs the same key.`,
  );

  const faces = read("faces", settings.faces) ?? [];
  demand(
    !faces.includes("console") || faces.includes("admin"),
    `${settings.faces.variable} names console without admin: the console is a client of the admin API.`,
  );

  const consoleProvider = read("consoleProvider", settings.consoleProvider);
  const consoleClientId = read("consoleClientId", settings.consoleClientId);
  const consoleSecretFile = read("consoleClientSecretFile", settings.consoleClientSecretFile);
  demand(
    (consoleProvider === null) === (consoleClientId === null),
    `${settings.consoleProvider.variable} and ${settings.consoleClientId.variable} must be given together.`,
  );
  demand(
    consoleSecretFile === null || consoleProvider !== null,
    `${settings.consoleClientSecretFile.variable} is of no use without ${settings.consoleProvider.variable}.`,
  );
  demand(
    consoleProvider === null || faces.includes("console"),
    `${settings.consoleProvider.variable} is of no use while ${settings.faces.variable} does not name console.`,
  );

  const scheme = certFile === null ? "http" : "https";
  const shownHost = listen.host.includes(":") ? `[${listen.host}]` : listen.host;
  const unbounded = Number.MAX_SAFE_INTEGER;
  const computed = {
    publicUrls: publicUrls ?? [`${scheme}://${shownHost}:${listen.port}`],
    databaseUrl,
    masterKeyFile: masterKeyFile ?? masterKeyIn(dataDir),
  };
  const config: Config = {
    listen,
    ...computed,
    dataDir,
    mayCreateMasterKey: masterKeyFile === null && !shared,
    bootstrapAdminToken: read("bootstrapAdminToken", settings.bootstrapAdminToken),
    issuerAllow: read("issuerAllow", settings.issuerAllow) ?? [],
    issuerCaFile: read("issuerCaFile", settings.issuerCaFile),
    outboundProxy: read("outboundProxy", settings.outboundProxy),
    outboundProxyCaFile: read("outboundProxyCaFile", settings.outboundProxyCaFile),
    tls: certFile !== null && keyFile !== null ? { certFile, keyFile } : null,
    trustedProxies: read("trustedProxies", settings.trustedProxies) ?? [],
    maxConnections: read("maxConnections", settings.maxConnections) ?? 10_000,
    drainSeconds: read("drainSeconds", settings.drainSeconds) ?? 0,
    faces,
    consoleSignOn:
      consoleProvider === null || consoleClientId === null
        ? null
        : { provider: consoleProvider, clientId: consoleClientId, clientSecretFile: consoleSecretFile },
    requireAudience: read("requireAudience", settings.requireAudience) ?? true,
    maxTokenLifetimeSeconds: read("maxTokenTtl", settings.maxTokenTtl) ?? 60,
    reservedGroups: read("reservedGroups", settings.reservedGroups) ?? [],
    signingAlgorithms: read("signingAlg", settings.signingAlg) ?? ["ES256"],
    keyRotationDays: read("keyRotationDays", settings.keyRotationDays) || null,
    logLevel: read("logLevel", settings.logLevel) ?? "info",
    disclosure: read("disclosure", settings.disclosure) ?? "minimal",
    ratePerAddress: read("ratePerAddress", settings.ratePerAddress) ?? unbounded,
    ratePerProvider: read("ratePerProvider", settings.ratePerProvider) ?? unbounded,
    rateTotal: read("rateTotal", settings.rateTotal) ?? unbounded,
    detailsRetentionDays: read("detailsRetentionDays", settings.detailsRetentionDays) ?? 1,
    recordsRetentionDays: read("recordsRetentionDays", settings.recordsRetentionDays) ?? 1,
    checkpointMinutes: read("checkpointMinutes", settings.checkpointMinutes) ?? 60,
    shown: problems.length === 0 ? shownSettings(environment, flags, computed) : [],
  };
  demand(
    config.outboundProxyCaFile === null || config.outboundProxy?.startsWith("https:") === true,
    `${settings.outboundProxyCaFile.variable} is for an https proxy, and ${settings.outboundProxy.variable} names none.`,
  );
  demand(
    config.recordsRetentionDays >= config.detailsRetentionDays,
    `${settings.recordsRetentionDays.variable} must not be below ${settings.detailsRetentionDays.variable}.`,
  );
  if (problems.length > 0) throw new ConfigProblem(problems);
  return config;
}

/**
 * Reads the settings that say where the database and the master key are, and no other: all that work beside
 * the server needs.
 * @throws ConfigProblem
 */
export function readDatabaseConfig(
  environment: Environment,
  flags: SettingFlags = {},
): Pick<Config, "dataDir" | "databaseUrl" | "masterKeyFile"> {
  const { read, problems } = settingsReader(environment, flags);
  const dataDir = read("dataDir", settings.dataDir) ?? "./data";
  const databaseUrl = read("databaseUrl", settings.databaseUrl) ?? databaseIn(dataDir);
  const masterKeyFile = read("masterKeyFile", settings.masterKeyFile) ?? masterKeyIn(dataDir);
  if (problems.length > 0) throw new ConfigProblem(problems);
  return { dataDir, databaseUrl, masterKeyFile };
}

/**
 * For what reads few settings or none: a misspelt one would leave it to ask or to change something else.
 * @throws ConfigProblem naming each variable that begins like a setting and is none
 */
export function requireKnownSettings(environment: Environment): void {
  const problems = unknownSettings(environment);
  if (problems.length > 0) throw new ConfigProblem(problems);
}

/** Public URLs that others than this machine would read keys from without TLS. */
export function plainPublicUrls({ publicUrls }: Pick<Config, "publicUrls">): readonly string[] {
  return publicUrls.filter((url) => {
    const { protocol, hostname } = new URL(url);
    return protocol === "http:" && !isLoopback(hostname.replace(/^\[(.*)\]$/, "$1"));
  });
}

/**
 * The host of a database that is reached over a network without TLS, although the URL does not ask for that; null:
 * there is none.
 * @param environment of the driver, which takes the host from there when the URL names none
 */
export function plainDatabaseHost(
  { databaseUrl }: Pick<Config, "databaseUrl">,
  environment: Environment,
): string | null {
  const place = databaseAt(databaseUrl);
  if (place.kind === "sqlite") return null;
  const { host: named, tls, isPlainByWish } = readPostgresUrl(place.url);
  const host = named || environment["PGHOST"] || "";
  const isHere = host === "" || host.startsWith("/") || isLoopback(host);
  return tls !== null || isPlainByWish || isHere ? null : host;
}

function databaseIn(dataDir: string): string {
  return `sqlite:${join(dataDir, "countersign.db")}`;
}

function masterKeyIn(dataDir: string): string {
  return join(dataDir, "master.key");
}

function settingsReader(environment: Environment, flags: SettingFlags) {
  const problems: string[] = [];
  return {
    problems,
    /** @returns null when it is unset, or wrong and noted so */
    read<T>(name: SettingName, setting: Setting<T>): T | null {
      const flag = flags[name];
      const given = flag ?? (environment[setting.variable] || setting.fallback);
      if (given === "") return null;
      if (flag !== undefined && setting.isSecret?.(flag) === true) {
        problems.push(
          `${flagOf(name)} holds a secret, which others can read on a command line: set ${setting.variable} instead.`,
        );
        return null;
      }
      try {
        return setting.read(given);
      } catch (problem) {
        const named = flag === undefined ? setting.variable : flagOf(name);
        problems.push(`${named} ${problem instanceof Error ? problem.message : String(problem)}`);
        return null;
      }
    },
    demand(holds: boolean, problem: string): void {
      if (!holds) problems.push(problem);
    },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || (ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback");
}
