import { describe, expect, it } from "vitest";
import { addressPrefix, trustedProxies } from "../../src/faces/client-address.ts";

describe("the prefix of an address", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["203.0.113.77:51820", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["[2001:db8:1:2::6]:443", "2001:db8:1::/48"],
    ["::1", "::/48"],
    ["unknown", "unknown"],
    ["", "unknown"],
  ])("of %s is %s", (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});

describe("trusted proxies", () => {
  const trusts = trustedProxies(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);

  it.each(["10.255.0.1", "192.0.2.7", "::ffff:10.0.0.1", "fd12::1"])("include %s", (address) => {
    expect(trusts(address)).toBe(true);
  });

  it.each(["11.0.0.1", "192.0.2.8", "fe80::1", "garbage", ""])("do not include %s", (address) => {
    expect(trusts(address)).toBe(false);
  });
});
