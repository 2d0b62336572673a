/** What is told of one difference, by what may be seen of its two sides. */

import { describe, expect, it } from "vitest";
import type { Reason } from "../../../src/core/reasons.ts";
import { refuse } from "../../../src/core/refusal.ts";
import { differenceSentence } from "../../../src/core/replaying/difference-sentence.ts";
import type { Side } from "../../../src/core/replaying/seen-side.ts";
import type { TokenGrant } from "../../../src/core/terms.ts";
import { plainGrant } from "../samples.ts";

const grant: TokenGrant = { ...plainGrant, subject: { kind: "user", name: "ada" } };
const issued: Side = {
  outcome: "issued",
  reason: null,
  mapping: "release",
  isHidden: false,
  grant,
  missing: [],
  refusal: null,
};
const hidden: Side = { ...issued, mapping: null, isHidden: true, grant: null };
const refusedFor = (reason: Reason, mapping: string | null = null): Side => ({
  ...issued,
  outcome: "refused",
  reason,
  mapping,
  grant: null,
  refusal: refuse(reason, { provider: "ci" }).refusal,
});
const unmatched = refusedFor("no_matching_mapping");
const hiddenRefusal: Side = { ...hidden, outcome: "refused", reason: "provider_disabled" };

describe("who gains or loses access", () => {
  it("is told by which mapping, and what is granted", () => {
    expect(differenceSentence("gained", "a", unmatched, issued)).toBe(
      '"a" would gain access: mapping "release" would grant user "ada", for 1 minute. Today no mapping accepts it.',
    );
    expect(differenceSentence("lost", "a", issued, unmatched)).toBe(
      '"a" would lose access: today mapping "release" grants user "ada", for 1 minute. With the change no mapping would accept it.',
    );
  });

  it("is told with the projects that would be made", () => {
    expect(differenceSentence("gained", "a", unmatched, { ...issued, missing: ["blue", "green"] })).toContain(
      'user "ada", for 1 minute, and make project "blue", "green". Today',
    );
  });

  it("is told without a mapping that may not be seen", () => {
    expect(differenceSentence("gained", "a", hiddenRefusal, hidden)).toBe(
      '"a" would gain access: a mapping you may not see would grant it. Today a mapping you may not see decides, and it is refused.',
    );
    expect(differenceSentence("lost", "a", hidden, hiddenRefusal)).toBe(
      '"a" would lose access: today a mapping you may not see grants it. With the change a mapping you may not see decides, and it is refused.',
    );
  });

  it("is told with the reason for which it is refused", () => {
    const refused = refusedFor("mapping_not_found");
    expect(differenceSentence("lost", "a", issued, refused)).toContain(
      "With the change it is refused: Provider ci has no identity mapping called",
    );
    expect(differenceSentence("gained", "a", refusedFor("template_failed", "release"), issued)).toContain(
      'Today it is refused by mapping "release": ',
    );
  });
});

describe("who is granted something else", () => {
  const longer: Side = { ...issued, grant: { ...grant, lifetimeSeconds: 120 } };

  it("is told in what", () => {
    expect(differenceSentence("changed", "a", issued, longer)).toBe(
      '"a" would be granted something else, still by mapping "release": for 2 minutes instead of 1 minute.',
    );
  });

  it("is told by which mapping instead of which", () => {
    expect(differenceSentence("changed", "a", issued, { ...longer, mapping: "other" })).toContain(
      ', by mapping "other" instead of mapping "release": ',
    );
  });

  it("is told of every project that would be made and is not made today", () => {
    const before = { ...issued, missing: ["blue"] };
    const after = { ...longer, missing: ["blue", "green", "red"] };
    expect(differenceSentence("changed", "a", before, after)).toContain(
      ': for 2 minutes instead of 1 minute; project "green" would be made; project "red" would be made.',
    );
  });

  it("is told so where no word says in what", () => {
    const user = { name: "ada", id: "1", email: null, domain: null, local: false };
    expect(differenceSentence("changed", "a", issued, { ...issued, grant: { ...grant, user } })).toBe(
      '"a" would be granted something else, still by mapping "release": in details.',
    );
  });

  it("is told of the side that may be seen", () => {
    expect(differenceSentence("changed", "a", hidden, issued)).toBe(
      '"a" would be granted something else, by mapping "release" instead of a mapping you may not see: it would get user "ada", for 1 minute.',
    );
    expect(differenceSentence("changed", "a", issued, hidden)).toBe(
      '"a" would be granted something else, by a mapping you may not see instead of mapping "release": today it gets user "ada", for 1 minute.',
    );
  });

  it("is told that it is not to be seen where neither side is", () => {
    expect(differenceSentence("changed", "a", hidden, hidden)).toBe(
      '"a" would be granted something else, still by a mapping you may not see: what, is not yours to see.',
    );
  });
});
