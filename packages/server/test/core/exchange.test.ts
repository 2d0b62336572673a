import { describe, expect, it } from "vitest";
import type { ExchangePorts } from "../../src/core/exchange.ts";
import type { ExchangeQuestion } from "../../src/core/exchange-request.ts";
import { noRegex } from "../../src/core/matching/implication.ts";
import { emptyRegistry } from "../../src/core/matching/registry.ts";
import { checkUsable, selectProvider } from "../../src/core/provider-choice.ts";
import { accept, refuse, type Verdict } from "../../src/core/refusal.ts";
import type { Provider } from "../../src/core/terms.ts";
import { adaptersOf, projectChange, providerOf } from "./samples.ts";

const issuer = "https://issuer.example.com";

/** A provider of that issuer, its name also its id. */
const provider = (name: string, project: string | null, changes: Partial<Provider> = {}) =>
  providerOf({ id: name, name, project, ...changes });

/** Of the Keystone face; it keeps providers of these ids, where there are any. */
const identityProvider = {
  kind: "identity_provider",
  id: "door",
  description: "",
  enabled: true,
  domainId: "default",
  providerIds: ["door", "window"],
  annotations: {},
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
} as const;

describe("the provider of a request that names none", () => {
  const selected = (
    providers: readonly Provider[],
    project: string | null,
    request: Partial<ExchangeQuestion> = {},
  ) => {
    const registry = emptyRegistry(adaptersOf(noRegex)).withChanges([
      projectChange("shop"),
      { kind: "directory_written", revision: 1, object: identityProvider },
      ...providers.map((one) => ({ kind: "provider_written", revision: 1, provider: one }) as const),
    ]);
    const verdict = selectProvider({ peekIssuer: () => accept({ issuer }) }, registry, {
      subjectToken: "",
      provider: { kind: "by_issuer" },
      project,
      ...request,
    });
    return verdict.ok ? verdict.value.name : verdict.refusal.reason;
  };
  const everybody = provider("everybody", null);
  const shop = provider("shop", "shop");

  it("is the global one that trusts the token's issuer", () => {
    expect(selected([everybody], null)).toBe("everybody");
    expect(selected([everybody], "depot")).toBe("everybody");
  });

  it("stays the global one when a project adds a provider with the same issuer", () => {
    expect(selected([everybody, shop], null)).toBe("everybody");
    expect(selected([everybody, shop], "depot")).toBe("everybody");
  });

  it("is the project's own, where the request names the project", () => {
    expect(selected([everybody, shop], "shop")).toBe("shop");
    expect(selected([shop], "shop")).toBe("shop");
  });

  it("is the global one where there is no such project, though a provider bears its key", () => {
    const orphan = provider("orphan", "gone");
    expect(selected([everybody, orphan], "gone")).toBe("everybody");
    expect(selected([orphan], "gone")).toBe("issuer_not_trusted");
  });

  it("is never another project's", () => {
    expect(selected([shop], null)).toBe("issuer_not_trusted");
    expect(selected([shop], "depot")).toBe("issuer_not_trusted");
  });

  it("is the global one while the project's own is disabled", () => {
    expect(selected([everybody, provider("shop", "shop", { enabled: false })], "shop")).toBe("everybody");
    expect(selected([provider("off", null, { enabled: false })], null)).toBe("issuer_not_trusted");
  });

  it("must be named when several are equally near", () => {
    expect(selected([everybody, provider("second", null)], null)).toBe("ambiguous_provider");
    expect(selected([everybody, shop, provider("shop2", "shop")], "shop")).toBe("ambiguous_provider");
  });

  it("is one that is kept for an identity provider only where there is no other", () => {
    const [door, window] = [provider("door", null), provider("window", null)];
    expect(selected([door, everybody, window], null)).toBe("everybody");
    expect(selected([door, everybody], null)).toBe("everybody");
    expect(selected([door], null)).toBe("door");
    expect(selected([door, window], null)).toBe("ambiguous_provider");
  });

  it("may be any project's once the request names it", () => {
    expect(selected([shop], null, { provider: { kind: "named", name: "shop" } })).toBe("shop");
  });
});

describe("what is told of a provider that is not found", () => {
  const refusalOf = (providers: readonly Provider[], peeked: ReturnType<ExchangePorts["peekIssuer"]>) => {
    const registry = emptyRegistry(adaptersOf(noRegex)).withChanges(
      providers.map((one) => ({ kind: "provider_written", revision: 1, provider: one }) as const),
    );
    const request = { subjectToken: "", provider: { kind: "by_issuer" }, project: null } as const;
    const verdict = selectProvider({ peekIssuer: () => peeked }, registry, request);
    return verdict.ok ? null : verdict.refusal;
  };

  it("is the issuer, the providers that could be meant, or what is wrong with the token", () => {
    expect(refusalOf([], accept({ issuer }))).toEqual({
      reason: "issuer_not_trusted",
      evidence: { presented: issuer },
    });
    expect(refusalOf([provider("a", null), provider("b", null)], accept({ issuer }))).toEqual({
      reason: "ambiguous_provider",
      evidence: { providers: "a, b" },
    });
    expect(refusalOf([], refuse("malformed_token"))).toMatchObject({ reason: "malformed_token" });
  });

  it("is the provider, where it may not be used", () => {
    const asked = { requiresAudience: true, expectedIssuer: null };
    const off = provider("ci", null, { enabled: false });
    expect(checkUsable(off, asked)).toEqual(refuse("provider_disabled", { provider: "ci" }));
    const open = provider("ci", null, { audience: null });
    expect(checkUsable(open, asked)).toEqual(refuse("audience_required", { provider: "ci" }));
    expect(checkUsable(open, { ...asked, requiresAudience: false }).ok).toBe(true);
    expect(checkUsable(provider("ci", null), asked).ok).toBe(true);
  });
});

describe("the issuer a request says its provider has", () => {
  const usable = (expectedIssuer: string | null, changes: Partial<Provider> = {}) =>
    checkUsable(provider("ci", null, { issuerUrl: issuer, ...changes }), {
      requiresAudience: false,
      expectedIssuer,
    });

  it.each([null, issuer, `${issuer}/`])("may be %j", (said) => {
    expect(usable(said)).toEqual(accept(undefined));
  });

  it("may be left out where the tokens say another", () => {
    expect(usable(null, { tokenIssuer: "https://signs.example.com/" })).toEqual(accept(undefined));
  });

  it("may be what the tokens say", () => {
    expect(usable("https://signs.example.com", { tokenIssuer: "https://signs.example.com/" })).toEqual(
      accept(undefined),
    );
  });

  it.each(["https://evil.example", `${issuer}/x`, `${issuer}//`, issuer.toUpperCase()])(
    "may not be %j, and the provider's is not told",
    (said) => {
      const verdict = usable(said);
      expect(verdict).toMatchObject({
        ok: false,
        refusal: {
          reason: "request_malformed",
          evidence: { detail: 'issuer_url is not the issuer of provider "ci"; send that one, or none.' },
        },
      });
      expect(JSON.stringify(verdict)).not.toContain(issuer);
    },
  );
});

describe("the provider among several that are named", () => {
  const [one, two, off] = [
    provider("one", null, { id: "1", issuerUrl: "https://one.example.com" }),
    provider("two", null, { id: "2", issuerUrl: "https://two.example.com" }),
    provider("off", null, { id: "3", issuerUrl: "https://off.example.com", enabled: false }),
  ];
  const registry = emptyRegistry(adaptersOf(noRegex)).withChanges(
    [one, two, off].map((given) => ({ kind: "provider_written", revision: 1, provider: given }) as const),
  );
  const select = (peeked: Verdict<{ readonly issuer: string }>, ids: readonly string[] = ["1", "2", "3"]) =>
    selectProvider({ peekIssuer: () => peeked }, registry, {
      subjectToken: "",
      provider: { kind: "among", ids },
      project: null,
    });

  it.each([
    ["https://two.example.com", "two"],
    ["https://off.example.com", "off"],
    ["https://nobody.example.com", "one"],
  ])("is, for a token of %s, %s", (issuer, name) => {
    expect(select(accept({ issuer }))).toMatchObject({ ok: true, value: { name } });
  });

  it("is the first that there is", () => {
    const verdict = select(refuse("malformed_token"), ["gone", "2", "1"]);
    expect(verdict.ok && verdict.value.name).toBe("two");
  });

  it("is unknown where there is none of them", () => {
    expect(select(accept({ issuer: "https://one.example.com" }), ["gone"])).toEqual(
      refuse("unknown_provider", { provider: "" }),
    );
  });

  it("is the first for a token nobody can read, and never one that was not named", () => {
    expect(select(refuse("malformed_token"))).toMatchObject({ ok: true, value: { name: "one" } });
    expect(select(accept({ issuer: "https://two.example.com" }), ["1"])).toMatchObject({
      value: { name: "one" },
    });
    expect(select(accept({ issuer: "https://one.example.com" }), [])).toMatchObject({
      refusal: { reason: "unknown_provider" },
    });
  });
});
