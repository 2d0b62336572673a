/** The sentences in which changes of the directory are refused. */

import { describe, expect, it } from "vitest";
import {
  fixed,
  inUse,
  missing,
  type PlannedKind,
  plural,
  taken,
  unchangeable,
} from "../../../src/core/directory/refusals.ts";

describe("a refusal", () => {
  it.each<[PlannedKind, string]>([
    ["domain", "domains"],
    ["group", "groups"],
    ["user", "users"],
    ["role", "roles"],
    ["assignment", "role assignments"],
    ["identity_provider", "identity providers"],
    ["ruleset", "mappings"],
    ["protocol", "protocols"],
    ["service", "services"],
    ["endpoint", "endpoints"],
    ["region", "regions"],
    ["project", "projects"],
  ])("calls several of the kind %s by the noun that people know", (kind, nouns) => {
    expect(plural(kind)).toBe(nouns);
  });

  it("of what is missing says how ids are compared", () => {
    expect(missing("ruleset", "a\u0000")).toEqual({
      kind: "not_found",
      detail: 'There is no mapping "a\\u0000". Ids are compared exactly; a list shows which there are.',
      about: { kind: "ruleset", value: "a\u0000", by: "id" },
    });
  });

  it("of what is taken says of what it is, and what to do", () => {
    expect(taken("identity_provider", "issuer", "https://a.example")).toEqual({
      kind: "already_exists",
      detail:
        'There is another identity provider with the issuer "https://a.example". Change that one, or choose another issuer.',
      about: { kind: "identity_provider", value: "https://a.example", by: "issuer" },
    });
  });

  it("of what is in use says what must go first", () => {
    expect(inUse("region", "r", "has endpoints.")).toEqual({
      kind: "in_use",
      detail: 'The region "r" has endpoints.',
    });
  });

  it("of what every installation has says what to do instead", () => {
    expect(unchangeable("role", "admin")).toEqual({
      kind: "forbidden",
      detail:
        'The role "admin" is the same on every installation: it can be neither changed nor deleted. Make one of your own.',
    });
  });

  it("of what is chosen once says what to do instead", () => {
    expect(fixed("identity_provider", "domainId")).toEqual({
      kind: "invalid",
      field: "domainId",
      detail:
        "domainId of an existing identity provider cannot be changed: make a new one, then delete this one.",
    });
  });
});
