/**
 * Which addresses may be contacted: public ones, and whatever the operator listed. It keeps the server
 * from being used to reach its own neighbours (server-side request forgery): every address a name leads
 * to is judged as a number, never as text, and what is not known to be public is not.
 */

import ipaddr from "ipaddr.js";

/** Origins and address ranges that may be contacted although they are not public. */
export interface AllowList {
  /** True when exactly this origin (`https://host[:port]`) is listed. */
  allowsOrigin(origin: string): boolean;
  /** True when the address lies in a listed range. */
  allowsAddress(address: string): boolean;
  /** True when any range is listed, so that a name may turn out to be allowed once it is resolved. */
  readonly hasRanges: boolean;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/**
 * Reads the operator's list.
 * @param entries exact origins, addresses, or ranges in CIDR notation
 * @returns the list, and one sentence for each entry that is none of these
 */
export function parseAllowList(entries: readonly string[]): {
  readonly list: AllowList;
  readonly problems: readonly string[];
} {
  const origins = new Set<string>();
  const ranges: Range[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const range = parseRange(entry);
    if (range !== null) ranges.push(range);
    else if (isOrigin(entry)) origins.add(new URL(entry).origin);
    else problems.push(`"${entry}" is neither an origin such as https://idp.internal nor a CIDR range.`);
  }
  const list: AllowList = {
    allowsOrigin: (origin) => origins.has(origin),
    allowsAddress: (address) => ranges.some((range) => liesIn(address, range)),
    hasRanges: ranges.length > 0,
  };
  return { list, problems };
}

/**
 * True for addresses of the public Internet. IPv6 is public only inside 2000::/3, the space that is
 * handed out; an IPv4 address translated by NAT64 (RFC 6052 §2.1) counts as the address inside it.
 * @param address an IP address as text, mapped forms included
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === null) return false;
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast" && !parsed.match(azureHost);
  if (parsed.match(nat64)) return isPublicAddress(lastFourBytes(parsed));
  return parsed.range() === "unicast" && parsed.match(globalUnicast);
}

/** True for 127.0.0.0/8 and ::1, in whatever form they are written. */
export function isLoopbackAddress(address: string): boolean {
  return parseAddress(address)?.range() === "loopback";
}

/** The address a URL's host spells out, or null when the host is a name. */
export function literalAddress(hostname: string): string | null {
  const bare = withoutBrackets(hostname);
  return parseAddress(bare) === null ? null : bare;
}

/** A URL's host without the brackets around an IPv6 address. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/[[\]]/g, "");
}

/** Of a public range, and in every virtual machine of Azure the address of what runs it. */
const azureHost: [ipaddr.IPv4, number] = [ipaddr.IPv4.parse("168.63.129.16"), 32];
const nat64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("64:ff9b::"), 96];
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];

/** Mapped IPv4 (`::ffff:127.0.0.1`) comes out as IPv4. */
function parseAddress(text: string): Address | null {
  const canonical = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  return canonical ? ipaddr.process(text) : null;
}

function lastFourBytes(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(-4).join(".");
}

/**
 * Whether an operator's entry is an address, or a range in CIDR notation. IPv4 has its four decimal parts: `10.1/16` is
 * 10.1.0.0/16 to who writes it and 10.0.0.1/16 to most programs, and `010` is 8 or 10.
 */
export function isAddressOrRange(entry: string): boolean {
  return parseRange(entry) !== null;
}

function parseRange(entry: string): Range | null {
  const address = parseAddress(entry);
  if (address !== null) return [address, address.toByteArray().length * 8];
  const canonical = ipaddr.IPv4.isValidCIDRFourPartDecimal(entry) || ipaddr.IPv6.isValidCIDR(entry);
  return canonical ? ipaddr.parseCIDR(entry) : null;
}

function liesIn(address: string, [network, bits]: Range): boolean {
  const parsed = parseAddress(address);
  return parsed !== null && parsed.kind() === network.kind() && parsed.match(network, bits);
}

function isOrigin(entry: string): boolean {
  const url = URL.parse(entry);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return false;
  return url.origin === entry || `${url.origin}/` === entry;
}
