import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AudienceWish } from "../../../src/core/exchange-request.ts";
import {
  audienceClaim,
  audienceOf,
  covers,
  isServiceItem,
  parseAudience,
  renderAudience,
} from "../../../src/core/granting/audience.ts";
import { chooseAudience } from "../../../src/core/granting/audience-choice.ts";
import type { JsonValue } from "../../../src/core/terms.ts";
import { mappingOf, providerOf } from "../samples.ts";

describe("reading an audience", () => {
  it.each<[string | readonly string[], readonly string[]]>([
    ["*@*", ["*@*"]],
    ["@", ["*@*"]],
    [" a@*  b@* ", ["a@*", "b@*"]],
    [
      ["a@* b@*", "c@*"],
      ["a@*", "b@*", "c@*"],
    ],
    [["@"], ["*@*"]],
    ["a@* a@*", ["a@*"]],
    ["", []],
    [[], []],
    ["https://api.example", ["https://api.example"]],
  ])("%j holds %j", (text, items) => {
    expect(parseAudience(text)).toEqual(items);
  });

  it("gives back what was written", () => {
    const item = fc.string({ minLength: 1 }).map((text) => text.replace(/\s/g, "x"));
    fc.assert(
      fc.property(fc.uniqueArray(item.filter((text) => text !== "@")), (items) => {
        expect(parseAudience(renderAudience(items))).toEqual(items);
      }),
      { seed: 11, numRuns: 1_000 },
    );
  });
});

describe("the audience in a token", () => {
  it("is the only item as text, several as a list, and without any this server", () => {
    expect(audienceClaim(["a"], "https://sts.example")).toBe("a");
    expect(audienceClaim(["a", "b"], "https://sts.example")).toEqual(["a", "b"]);
    expect(audienceClaim([], "https://sts.example")).toBe("https://sts.example");
  });

  it("is read as a list of its texts", () => {
    expect(audienceOf({ aud: "a" })).toEqual(["a"]);
    expect(audienceOf({ aud: ["a", 5, null, "b"] })).toEqual(["a", "b"]);
    expect(audienceOf({})).toEqual([]);
  });
});

describe("covering", () => {
  it.each([
    ["*@*", "store@x", true],
    ["store@*", "store@x", true],
    ["store@*", "store@*", true],
    ["store@x", "store@x", true],
    ["store@x", "store@y", false],
    ["store@x", "store@*", false],
    ["store@*", "*@*", false],
    ["store@*", "store2@x", false],
    ["st*@*", "store@x", true],
    ["st*@*", "st*@x", true],
    ["*@x", "store@x.y", false],
    ["*@*", "https://api.example", false],
    ["https://api.example", "https://api.example", true],
    ["https://*", "https://api.example", false],
  ])("%j over %j: %j", (allowed, wanted, expected) => {
    expect(covers(allowed, wanted)).toBe(expected);
  });

  it.each([
    "@",
    "a@",
    "@b",
    "a@b@c",
    "a",
    "api://x@y",
    "a b@c",
    "",
    "a[b@c",
    "a{b@c",
    "a:b@c",
    "a`b@c",
    "\u00e9@c",
  ])("%j names no service", (item) => {
    expect(isServiceItem(item)).toBe(false);
  });

  it.each(["azAZ09@azAZ09", "*@*", "a-b_c.d*@1", "M@5"])("%j names a service", (item) => {
    expect(isServiceItem(item)).toBe(true);
  });
});

describe("choosing the token's audience", () => {
  const mapping = mappingOf({}, { audience: ["store@*", "events@eu", "https://api.example"] });
  const provider = providerOf({ audience: "sts.example" });

  function choose(
    rule: AudienceWish["rule"],
    requested: readonly string[],
    aud: JsonValue = "extra.example",
  ) {
    const chosen = chooseAudience({ requested, rule }, mapping, provider, { aud });
    return chosen.ok ? chosen.value : chosen.refusal.evidence;
  }
  const refusal = (requested: string, refused = requested) => ({
    requested,
    refused,
    allowed: "store@*, events@eu, https://api.example",
  });
  /** The same, where texts that the client asked its issuer for are accepted as well. */
  const tolerant = (requested: string, ...accepted: readonly string[]) => ({
    ...refusal(requested),
    allowed: ["store@*, events@eu, https://api.example", ...accepted].join(", "),
  });

  it("is the mapping's when none is asked for", () => {
    for (const rule of ["covered", "known_only", "all_known"] as const) {
      expect(choose(rule, [])).toEqual(mapping.audience);
    }
  });

  it.each<[readonly string[], readonly string[]]>([
    [["store@x"], ["store@x"]],
    [["store@x", "store@x"], ["store@x"]],
    [
      ["events@eu", "store@*"],
      ["events@eu", "store@*"],
    ],
    [["https://api.example"], ["https://api.example"]],
    [["sts.example"], mapping.audience],
    [["extra.example"], mapping.audience],
    [["sts.example", "store@x"], ["store@x"]],
  ])("asked to be covered, %j gives %j", (requested, expected) => {
    expect(choose("covered", requested)).toEqual(expected);
  });

  it.each([["*@*"], ["events@us"], ["other.example"], ["extra"]])(
    "asked to be covered, %j is refused with both sides named",
    (requested) => {
      expect(choose("covered", [requested])).toEqual(tolerant(requested, "sts.example", "extra.example"));
    },
  );

  it("refuses a service that is not covered, even where the subject token carries it", () => {
    expect(choose("covered", ["secret@x"], "secret@x")).toEqual(tolerant("secret@x", "sts.example"));
  });

  it("reads the subject token's audience from a list, too, and only its texts", () => {
    expect(choose("covered", ["b"], ["a", "b"])).toEqual(mapping.audience);
    expect(choose("covered", ["5"], [5])).toEqual(tolerant("5", "sts.example"));
  });

  it("ignores what it does not know where only known items count", () => {
    expect(choose("known_only", ["other.example", "store@x"])).toEqual(["store@x"]);
    expect(choose("known_only", ["other.example"])).toEqual(mapping.audience);
  });

  it("refuses what it does not know where all must be known", () => {
    expect(choose("all_known", ["https://api.example"])).toEqual(["https://api.example"]);
    expect(choose("all_known", ["https://api.example", "sts.example"])).toEqual(
      refusal("https://api.example, sts.example", "sts.example"),
    );
    expect(choose("all_known", ["a", "store@x", "b"])).toEqual(refusal("a, store@x, b", "a, b"));
  });

  it("never goes beyond the mapping's audience", () => {
    const item = fc.constantFrom(
      "*@*",
      "store@x",
      "events@eu",
      "a@b",
      "sts.example",
      "extra.example",
      "https://api.example",
    );
    const rule = fc.constantFrom<AudienceWish["rule"]>("covered", "known_only", "all_known");
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), rule, (requested, how) => {
        const chosen = chooseAudience({ requested, rule: how }, mapping, provider, { aud: "extra.example" });
        if (!chosen.ok) return;
        for (const one of chosen.value)
          expect(mapping.audience.some((allowed) => covers(allowed, one))).toBe(true);
      }),
      { seed: 12, numRuns: 1_000 },
    );
  });
});

describe("refusing an audience", () => {
  it("says that none is allowed where the mapping has none", () => {
    const wish = { requested: ["https://api.example"], rule: "all_known" } as const;
    const mapping = mappingOf({}, { audience: [] });
    expect(chooseAudience(wish, mapping, providerOf(), {})).toMatchObject({
      refusal: { reason: "invalid_target", evidence: { allowed: "none" } },
    });
  });

  it("lists no audience of a provider that has none", () => {
    const wish = { requested: ["a@b"], rule: "covered" } as const;
    const mapping = mappingOf({}, { audience: ["store@x"] });
    expect(chooseAudience(wish, mapping, providerOf({ audience: null }), {})).toMatchObject({
      refusal: { reason: "invalid_target", evidence: { allowed: "store@x" } },
    });
  });
});
