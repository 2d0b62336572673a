import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isAddressOrRange,
  isLoopbackAddress,
  isPublicAddress,
  literalAddress,
  parseAllowList,
} from "../../src/oidc/address-policy.ts";

describe("addresses", () => {
  it.each([
    ["8.8.8.8", "an IPv4 address"],
    ["2606:4700::1111", "an IPv6 address"],
    ["64:ff9b::808:808", "a public IPv4 address behind NAT64"],
    ["::ffff:8.8.8.8", "a public IPv4 address in mapped form"],
  ])("takes %s for public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ["127.0.0.1", "loopback"],
    ["127.1.2.3", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "mapped loopback"],
    ["::ffff:7f00:1", "mapped loopback in hexadecimal"],
    ["::7f00:1", "compatible loopback"],
    ["10.0.0.1", "private"],
    ["172.16.0.1", "private"],
    ["192.168.0.1", "private"],
    ["fd00::1", "unique local"],
    ["169.254.169.254", "link-local"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local with a zone"],
    ["fec0::1", "site-local"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["0.0.0.0", "unspecified"],
    ["::", "unspecified"],
    ["224.0.0.1", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["240.0.0.1", "reserved"],
    ["192.0.0.8", "protocol assignments"],
    ["192.0.2.1", "documentation"],
    ["2001:db8::1", "documentation"],
    ["3fff::1", "documentation"],
    ["198.18.0.1", "benchmarks"],
    ["2002:7f00:1::", "6to4"],
    ["2001::1", "Teredo"],
    ["64:ff9b::7f00:1", "loopback behind NAT64"],
    ["64:ff9b::a9fe:a9fe", "link-local behind NAT64"],
    ["64:ff9b::1:808:808", "beside NAT64"],
    ["64:ff9b:1::1", "local NAT64"],
    ["4000::1", "not handed out"],
    ["168.63.129.16", "the host of a virtual machine in Azure"],
    ["::ffff:168.63.129.16", "the host of a virtual machine in Azure, mapped"],
    ["64:ff9b::168.63.129.16", "the host of a virtual machine in Azure, behind NAT64"],
    ["127.1", "not an address in four parts"],
    ["example.com", "not an address"],
    ["", "nothing"],
  ])("takes %s for not public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("judges a mapped IPv4 address as the address inside", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("knows loopback in every form", () => {
    for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
      expect(isLoopbackAddress(address)).toBe(true);
    }
    expect(isLoopbackAddress("10.0.0.1")).toBe(false);
  });

  it("takes no name for loopback", () => {
    expect(isLoopbackAddress("localhost")).toBe(false);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]", "::1"],
    ["idp.example", null],
    ["[idp.example]", null],
    ["127.1", null],
  ])("finds in the host %s the address %s", (hostname, address) => {
    expect(literalAddress(hostname)).toBe(address);
  });
});

describe("a range of addresses", () => {
  it.each(["10.1.0.0/16", "10.9.9.9", "fd00::/8", "fd00::5"])("may be %s", (text) => {
    expect(isAddressOrRange(text)).toBe(true);
  });

  it.each(["10.1/16", "idp.internal", "https://idp.internal"])("may not be %s", (text) => {
    expect(isAddressOrRange(text)).toBe(false);
  });
});

describe("the allow list", () => {
  const { list, problems } = parseAllowList([
    "https://idp.internal:8443",
    "10.1.0.0/16",
    "fd00::/8",
    "10.9.9.9",
  ]);

  it("allows exactly the listed origins", () => {
    expect(problems).toEqual([]);
    expect(list.allowsOrigin("https://idp.internal:8443")).toBe(true);
    expect(list.allowsOrigin("https://idp.internal")).toBe(false);
    expect(list.allowsOrigin("http://idp.internal:8443")).toBe(false);
  });

  it("allows addresses inside the listed ranges, and no others", () => {
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd00::5", "10.9.9.9"]) {
      expect(list.allowsAddress(address)).toBe(true);
    }
    for (const address of ["10.2.0.1", "fc00::5", "10.9.9.8", "idp.internal"]) {
      expect(list.allowsAddress(address)).toBe(false);
    }
  });

  it("takes an origin with a slash behind it", () => {
    expect(parseAllowList(["https://idp.internal/"])).toMatchObject({ problems: [] });
    expect(parseAllowList(["https://idp.internal/"]).list.allowsOrigin("https://idp.internal")).toBe(true);
  });

  it.each([
    ["10.9.9.9", "10.9.9.8"],
    ["fd00::5", "fd00::6"],
  ])("takes the address %s for itself alone", (entry, neighbour) => {
    const single = parseAllowList([entry]).list;
    expect([single.allowsAddress(entry), single.allowsAddress(neighbour)]).toEqual([true, false]);
  });

  it.each(["idp.internal", "https://idp.internal/path", "ftp://idp.internal", "10.1.0.0/33", "*", ""])(
    "reports the entry %j",
    (entry) => {
      expect(parseAllowList([entry]).problems).toEqual([
        `"${entry}" is neither an origin such as https://idp.internal nor a CIDR range.`,
      ]);
    },
  );

  it.each(["10.1/16", "010.0.0.0/8", "0x0a.0.0.0/8", "10/8"])(
    "reports the range %s, which some read as other addresses than others",
    (entry) => {
      expect(parseAllowList([entry]).problems).toHaveLength(1);
    },
  );
});
