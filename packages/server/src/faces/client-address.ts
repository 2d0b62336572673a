/**
 * Who is asking, as far as an address can tell. Only proxies named by the operator may speak for others;
 * records and limits use the network's prefix, which identifies less of a person and resists a client
 * that hops through its own addresses.
 */

import { isIPv4 } from "node:net";
import type { FastifyRequest } from "fastify";
import ipaddr from "ipaddr.js";
import type { ClientFacts } from "../core/exchange-request.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Longest user agent kept. */
const userAgentLimit = 256;

/**
 * Compiles the list of trusted proxies.
 * @param list addresses (`10.0.0.7`) and CIDR ranges (`10.0.0.0/8`, `fd00::/8`)
 * @returns whether an address may set `X-Forwarded-*`
 * @throws RangeError naming the item that is neither
 */
export function trustedProxies(list: readonly string[]): (address: string) => boolean {
  const ranges = list.map(readRange);
  return (text) => {
    const address = readAddress(text);
    return address !== null && ranges.some((range) => contains(range, address));
  };
}

function readRange(item: string): [Address, number] {
  try {
    if (item.includes("/")) return ipaddr.parseCIDR(item);
    const address = ipaddr.process(item);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch (cause) {
    throw new RangeError(`"${item}" is neither an IP address nor a CIDR range.`, { cause });
  }
}

function contains([network, bits]: [Address, number], address: Address): boolean {
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, bits);
  return address instanceof ipaddr.IPv6 && address.match(network, bits);
}

/** An address with or without a port, IPv4 mapped into IPv6 counted as IPv4; null when it is none. */
function readAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null;
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address; `unknown` for anything else. */
export function addressPrefix(text: string): string {
  // How nearly every request arrives, and asked more than once for each.
  if (isIPv4(text)) return `${text.slice(0, text.lastIndexOf("."))}.0/24`;
  const address = readAddress(text);
  if (address === null) return "unknown";
  return address instanceof ipaddr.IPv4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`)}/24`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/48`)}/48`;
}

/** What an exchange records about its caller. */
export function clientFacts(request: FastifyRequest): ClientFacts {
  return {
    addressPrefix: addressPrefix(request.ip),
    userAgent: request.headers["user-agent"]?.slice(0, userAgentLimit) ?? null,
  };
}
