/**
 * What may stand as an issuer's URL. Saving a provider contacts nobody, so this looks at the text alone:
 * it must be written in the one usual way, and must not spell out an address or a name that is never
 * public. Where a public-looking name leads is checked at every fetch (guarded-fetch.ts).
 */

import { type AllowList, isLoopbackAddress, isPublicAddress, literalAddress } from "./address-policy.ts";

/** Longer than any issuer in the field, short enough for every record that quotes it. */
export const maxUrlLength = 2048;

/** Names that never lead to the public Internet (RFC 6761, RFC 6762, RFC 8375, and `.internal`). */
const localName = /^[^.]+$|(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Checks the URL of an issuer whose keys are not looked for there: it is only compared with what tokens say, so
 * where it leads does not matter.
 * @returns a sentence saying what is wrong, or null
 * @see OpenID Connect Core 1.0 section 2, `iss`
 */
export function checkIssuerIdentifier(text: string, allow: AllowList): string | null {
  if (text.length > maxUrlLength) return `The URL is longer than ${maxUrlLength} characters.`;
  const url = URL.parse(text);
  if (url === null) return "This is not an absolute URL. Write it as https://issuer.example/path.";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "The URL must begin with https://.";
  if (text.includes("?")) return "The URL must not carry a query.";
  if (text.includes("#")) return "The URL must not carry a fragment.";
  if (text.includes("@")) return "The URL must not carry a user name or password.";
  if (!isWrittenPlainly(text, url)) {
    return `The URL is not written in its usual form; write it as ${url.origin}${url.pathname}.`;
  }
  return checkScheme(url, allow);
}

/**
 * Checks the URL of an issuer or of its keys when a provider is saved, and they will be fetched from there.
 * @returns a sentence saying what is wrong (`invalid_issuer_url`), or null
 */
export function checkIssuerUrl(text: string, allow: AllowList): string | null {
  return checkIssuerIdentifier(text, allow) ?? checkHost(new URL(text), allow);
}

/**
 * Whether browsers may be sent there, to an issuer's authorization endpoint. Plain http only where the issuer itself
 * is reached so, which is on loopback.
 * @see RFC 6749 section 3.1: it may have a query, and no fragment
 */
export function isForBrowsers(text: string, issuerUrl: string): boolean {
  if (!/^https?:\/\/[!-~]+$/i.test(text) || text.includes("#")) return false;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || issuerUrl.startsWith("http:");
}

/**
 * Checks scheme and host of a URL as far as its text tells where it leads. Also the first check of
 * every fetch.
 */
export function checkDestination(url: URL, allow: AllowList): string | null {
  return checkScheme(url, allow) ?? checkHost(url, allow);
}

function checkScheme(url: URL, allow: AllowList): string | null {
  if (url.protocol === "https:") return null;
  if (url.protocol !== "http:") return `The URL must begin with https://, not ${url.protocol}.`;
  const address = literalAddress(url.hostname);
  const loopback = address === null ? isLocalhost(url.hostname) : isLoopbackAddress(address);
  if (!loopback) return "The URL must begin with https://; plain http is only for loopback addresses.";
  return allow.allowsOrigin(url.origin)
    ? null
    : `Plain http is only for loopback origins that are listed: ${toList(url)}`;
}

function checkHost(url: URL, allow: AllowList): string | null {
  if (allow.allowsOrigin(url.origin)) return null;
  const address = literalAddress(url.hostname);
  if (address !== null) {
    return isPublicAddress(address) || allow.allowsAddress(address)
      ? null
      : `${address} is not a public address: ${toList(url)}`;
  }
  // With ranges listed, a local name may lead into one of them; the fetch decides.
  return localName.test(withoutFinalDot(url.hostname)) && !allow.hasRanges
    ? `${url.hostname} is not a public name: ${toList(url)}`
    : null;
}

/** How the operator lets the origin be fetched. */
function toList({ origin }: URL): string {
  return `if it is meant, add ${origin} to COUNTERSIGN_ISSUER_ALLOW and restart the server.`;
}

function isLocalhost(hostname: string): boolean {
  return withoutFinalDot(hostname) === "localhost";
}

function withoutFinalDot(hostname: string): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

/**
 * True when parsing changed nothing but letter case in the host, a default port and an empty path. Decimal,
 * octal and hexadecimal addresses, look-alike letters, percent-encoded hosts, backslashes, white space and
 * `..` all come out differently from how they went in.
 */
function isWrittenPlainly(text: string, url: URL): boolean {
  const [, authority = "", path = ""] = /^https?:\/\/([^/]*)(.*)/s.exec(text) ?? [];
  const defaultPort = url.protocol === "https:" ? ":443" : ":80";
  const host = authority.toLowerCase();
  // toLowerCase also folds a few letters outside ASCII onto ASCII (U+212A KELVIN SIGN).
  const ascii = /^[!-~]*$/.test(text);
  return ascii && (host === url.host || host === url.host + defaultPort) && (path || "/") === url.pathname;
}
