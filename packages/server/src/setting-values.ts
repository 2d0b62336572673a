/**
 * How the texts of settings are read. Every reader throws an Error with the end of the sentence
 * "COUNTERSIGN_X …", and never repeats what may be a secret.
 */

import { isAddressOrRange, parseAllowList } from "./oidc/address-policy.ts";
import { readPostgresUrl } from "./store/postgres-url.ts";

/** Items separated by commas or spaces, each once; at least one. */
export function readList(text: string): readonly string[] {
  const items = [...new Set(text.split(/[\s,]+/))].filter((item) => item !== "");
  if (items.length === 0) throw new Error("must name at least one.");
  return items;
}

export function oneOf<T extends string>(allowed: readonly T[], text: string): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new Error(`must be one of ${allowed.join(", ")}, not "${text}".`);
  return found;
}

export function readInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`must be a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** `address:port`, an IPv6 address in brackets. */
export function readListen(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new Error(`must be an address and a port such as 127.0.0.1:8480, not "${text}".`);
  }
  return { host, port };
}

export function readUrl(text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !protocols.includes(url.protocol)) {
    throw new Error(`must be a URL beginning with ${protocols.map((one) => `${one}//`).join(" or ")}.`);
  }
  return url;
}

/** Scheme, host and port only: paths are the faces'. @returns without trailing slash */
export function readPublicUrl(text: string): string {
  const url = readUrl(text, ["http:", "https:"]);
  if (url.username !== "" || url.password !== "") {
    throw new Error("must name scheme and host only, without user and password.");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new Error(`must name scheme and host only, without a path: "${text}".`);
  }
  return url.origin;
}

/** Where a proxy is, and as whom it is asked. */
export function readProxyUrl(text: string): string {
  const url = readUrl(text, ["http:", "https:"]);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new Error("must name scheme, user, password, host and port only, without a path.");
  }
  try {
    for (const part of [url.username, url.password]) decodeURIComponent(part);
  } catch {
    throw new Error("must have % in user and password written as %25.");
  }
  return url.href;
}

export function readDatabaseUrl(text: string): string {
  if (/^sqlite:(?!:memory:$).+/.test(text)) return text;
  if (/^postgres(ql)?:\/\/.+/.test(text)) {
    readPostgresUrl(text);
    return text;
  }
  throw new Error("must be sqlite:<path of a file> or postgres://….");
}

/** What can stand in an `Authorization` header. */
export function readBootstrapToken(text: string): string {
  if (text.length < 32) throw new Error("must have at least 32 characters.");
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error("must have printable ASCII characters only, no spaces.");
  return text;
}

/** What another party calls something: printable, and of a length that any of them takes. */
export function readWord(text: string): string {
  if (!/^[\x21-\x7e]{1,256}$/.test(text)) {
    throw new Error("must have 1 to 256 printable ASCII characters, no spaces.");
  }
  return text;
}

export function readAllowList(text: string): readonly string[] {
  const entries = readList(text);
  const [problem] = parseAllowList(entries).problems;
  if (problem !== undefined) throw new Error(`is not usable: ${problem}`);
  return entries;
}

export function readAddressRange(text: string): string {
  if (isAddressOrRange(text)) return text;
  throw new Error(`must hold addresses or CIDR ranges, not "${text}".`);
}

/** Whether a URL carries a password, as a database's may in two places. */
export function holdsPassword(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { password, searchParams } = new URL(text);
  return password !== "" || searchParams.has("password");
}

/**
 * What of a database's or a proxy's URL may be shown: where it is. User, password and parameters may be secrets.
 * @returns null for what cannot be taken apart
 */
export function urlWithoutSecrets(text: string): string | null {
  if (text.startsWith("sqlite:")) return text;
  if (!URL.canParse(text)) return null;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
