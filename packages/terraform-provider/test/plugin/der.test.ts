import { describe, expect, it } from "vitest";
import { bitString, integer, objectIdentifier, octetString, time } from "../../src/plugin/der.ts";

const hex = (encoded: Buffer) => encoded.toString("hex");

// The encodings that X.690 and its readers' guides give as examples.
describe("DER", () => {
  it.each([
    ["00", "020100"],
    ["7f", "02017f"],
    ["80", "02020080"],
    ["00000100", "02020100"],
    ["ff00", "020300ff00"],
  ])("writes the number %s positive, in as few bytes as will do", (magnitude, encoded) => {
    expect(hex(integer(Buffer.from(magnitude, "hex")))).toBe(encoded);
  });

  it("writes an identifier with parts of several bytes", () => {
    expect(hex(objectIdentifier("1.2.840.113549"))).toBe("06062a864886f70d");
  });

  it.each([
    [127, "047f"],
    [128, "048180"],
    [256, "04820100"],
    [65_536, "0483010000"],
  ])("writes the length %i in front", (length, start) => {
    expect(hex(octetString(Buffer.alloc(length))).slice(0, start.length)).toBe(start);
  });

  it("says how many bits at the end do not count", () => {
    expect(hex(bitString(Buffer.from([0x84]), 2))).toBe("03020284");
  });

  it("writes a time with two digits of the year, and four from 2050 on", () => {
    expect(time(new Date("2049-12-31T23:59:59Z")).subarray(2).toString()).toBe("491231235959Z");
    expect(time(new Date("2050-01-01T00:00:00Z")).subarray(2).toString()).toBe("20500101000000Z");
  });
});
