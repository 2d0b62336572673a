import { describe, expect, it } from "vitest";
import { findIdentityProvider, hasProtocol } from "../../../src/core/directory/doors.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import { compileRegex } from "../../../src/regex.ts";
import { validMapping, validProvider } from "../drafts.ts";

const version = (revision: number) => ({ revision, createdAt: 0, updatedAt: 0 });
const registry = emptyRegistry({ compileRegex, subjectIdsOf: () => null }).withChanges([
  { kind: "provider_written", revision: 1, provider: { ...validProvider, id: "p", ...version(1) } },
  ...["openid", "exchange"].map((name, index) => ({
    kind: "mapping_written" as const,
    revision: index + 2,
    mapping: {
      ...validMapping,
      id: name,
      name,
      providerId: "p",
      project: null,
      entry:
        name === "exchange"
          ? ({ kind: "exchange" } as const)
          : ({ kind: "protocol", protocol: name } as const),
      ...version(index + 2),
    },
  })),
]);

describe("a protocol of a provider that was made by itself", () => {
  it("is there while a mapping is behind its door, and no other mapping is looked at for that", () => {
    const unread: Registry = {
      ...registry,
      mappingRunsOf() {
        throw new Error("read through all mappings");
      },
    };
    const provider = findIdentityProvider(unread, validProvider.name);
    const has = (name: string) => provider !== undefined && hasProtocol(unread, provider, name);
    expect(["openid", "exchange", "oidc"].map(has)).toEqual([true, false, false]);
    const without = registry.withChanges([{ kind: "mapping_deleted", revision: 9, id: "openid" }]);
    expect(provider && hasProtocol(without, provider, "openid")).toBe(false);
  });
});
