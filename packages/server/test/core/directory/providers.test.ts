/** The providers that are kept for an identity provider, one for each issuer. */

import { describe, expect, it } from "vitest";
import { providerDefaults } from "../../../src/core/configuring/provider-defaults.ts";
import {
  isForeign,
  issuerOf,
  planProviders,
  providerDraftOf,
  refuseOwnedProvider,
  type WantedProviders,
} from "../../../src/core/directory/providers.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import type { Provider } from "../../../src/core/terms.ts";
import { providerDraft, providerOf } from "../samples.ts";
import { idAt, identityProvider, madeProvider, newTools, registryOf, written } from "./one-node.ts";

const a = "https://a.example";
const b = "https://b.example";
const c = "https://c.example";
const wanted = (...issuers: readonly string[]): WantedProviders => ({
  id: "corp",
  description: "ours",
  enabled: true,
  issuers,
});
/** As an identity provider writes it. */
const keptProvider = (name: string, issuerUrl: string, changes: Partial<Provider> = {}) =>
  providerOf({ id: name, name, issuerUrl, description: "ours", audience: null, ...changes });
const first = keptProvider("corp", a);
const second = keptProvider("corp.2", b);
const corp = registryOf(
  { kind: "provider_written", revision: 1, provider: first },
  { kind: "provider_written", revision: 1, provider: second },
  ...written(identityProvider("corp", { providerIds: ["corp", "corp.2"] })),
);
const plan = (
  registry: Registry,
  { standing = [], ...changes }: Partial<WantedProviders> & { readonly standing?: readonly Provider[] },
) => planProviders(registry, newTools(), { ...wanted(), ...changes }, standing);
const takenIssuer = (value: string) => ({
  ok: false,
  refusal: { kind: "already_exists", about: { kind: "identity_provider", value, by: "issuer" } },
});
const takenId = {
  ok: false,
  refusal: { kind: "already_exists", about: { kind: "identity_provider", value: "corp", by: "id" } },
};

describe("the providers of a new identity provider", () => {
  it("are one for each issuer, called like it and numbered from the second on", () => {
    const draft = { ...providerDefaults, description: "ours" };
    expect(plan(registryOf(), { issuers: [a, b] })).toEqual({
      ok: true,
      ids: [idAt(1), idAt(2)],
      writes: [
        { write: "create_provider", id: idAt(1), draft: { ...draft, name: "corp", issuerUrl: a } },
        { write: "create_provider", id: idAt(2), draft: { ...draft, name: "corp.2", issuerUrl: b } },
      ],
    });
  });

  it("are disabled like it", () => {
    expect(plan(registryOf(), { issuers: [a], enabled: false })).toMatchObject({
      writes: [{ draft: { enabled: false } }],
    });
  });

  it("are furnished after everything else was said", () => {
    const furnish: WantedProviders["furnish"] = (draft) => ({
      ...draft,
      audience: `for ${draft.description}`,
    });
    expect(plan(registryOf(), { issuers: [a], furnish })).toMatchObject({
      writes: [{ draft: { description: "ours", audience: "for ours" } }],
    });
  });

  it("pass over a number that somebody else's provider has, but not over the first name", () => {
    expect(plan(registryOf(madeProvider("corp.2")), { issuers: [a, b] })).toMatchObject({
      writes: [{ draft: { name: "corp" } }, { draft: { name: "corp.3" } }],
    });
    expect(plan(registryOf(madeProvider("corp")), { issuers: [a, b] })).toMatchObject(takenId);
  });

  it("pass over a name that is the id of another identity provider", () => {
    const registry = registryOf(...written(identityProvider("corp"), identityProvider("corp.2")));
    expect(plan(registry, { issuers: [a, b] })).toMatchObject({
      writes: [{ draft: { name: "corp" } }, { draft: { name: "corp.3" } }],
    });
  });

  it("have no issuer twice, and none of another identity provider", () => {
    expect(plan(registryOf(), { issuers: [a, b, b] })).toMatchObject(takenIssuer(b));
    expect(plan(corp, { id: "other", issuers: [c, a] })).toMatchObject(takenIssuer(a));
  });

  it("may have the issuer of a provider that is nobody's", () => {
    expect(plan(registryOf(madeProvider("alone", { issuerUrl: a })), { issuers: [a] })).toMatchObject({
      ok: true,
    });
  });
});

describe("the providers of an identity provider that changes", () => {
  const standing = [first, second];

  it("are left alone where nothing of them changes", () => {
    const same = plan(corp, { issuers: [b, a], standing });
    expect(same).toEqual({ ok: true, ids: ["corp.2", "corp"], writes: [] });
  });

  it("are written where they are called or enabled otherwise", () => {
    const draft = providerDraftOf(first);
    const described = { ...draft, description: "theirs", enabled: false };
    expect(plan(corp, { issuers: [a], standing: [first], description: "theirs", enabled: false })).toEqual({
      ok: true,
      ids: ["corp"],
      writes: [{ write: "replace_provider", id: "corp", draft: described }],
    });
  });

  it("serve an issuer that comes for one that goes, without what was said of that one", () => {
    const furnished = keptProvider("corp", a, {
      tokenIssuer: c,
      discoveryQuery: "p=signin",
      keySource: { kind: "jwks_uri", url: "https://a.example/keys" },
      caCertificates: "PEM",
      preset: "github",
      audience: "countersign",
      useProxy: true,
    });
    const moved = plan(corp, { issuers: [a], standing: [furnished] });
    expect(moved).toEqual({
      ok: true,
      ids: ["corp"],
      writes: [
        {
          write: "replace_provider",
          id: "corp",
          draft: providerDraftOf(keptProvider("corp", a, { audience: "countersign", useProxy: true })),
        },
      ],
    });
  });

  it("keep what was said of an issuer that stays, which is the one its tokens carry", () => {
    const furnished = keptProvider("corp", a, { tokenIssuer: c, caCertificates: "PEM" });
    expect(issuerOf(furnished)).toBe(c);
    expect(plan(corp, { issuers: [c], standing: [furnished] })).toEqual({
      ok: true,
      ids: ["corp"],
      writes: [],
    });
  });

  it("go where no issuer is left for them, and come where there are more", () => {
    expect(plan(corp, { issuers: [b], standing })).toEqual({
      ok: true,
      ids: ["corp.2"],
      writes: [{ write: "delete_provider", id: "corp" }],
    });
    expect(plan(corp, { issuers: [a, b, c], standing })).toMatchObject({
      ids: ["corp", "corp.2", idAt(1)],
      writes: [{ write: "create_provider", draft: { name: "corp.3", issuerUrl: c } }],
    });
  });

  it("take the first name again when it is free", () => {
    const registry = registryOf(
      { kind: "provider_written", revision: 1, provider: second },
      ...written(identityProvider("corp", { providerIds: ["corp.2"] })),
    );
    expect(plan(registry, { issuers: [b, c], standing: [second] })).toMatchObject({
      ids: ["corp.2", idAt(1)],
      writes: [{ write: "create_provider", draft: { name: "corp" } }],
    });
  });

  it("are those of one identity provider, whose own none is somebody else's", () => {
    const registry = corp.withChanges([madeProvider("alone")]);
    expect(["corp", "corp.2", "alone", "none"].map((name) => isForeign(registry, "corp", name))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(isForeign(registry, "other", "corp")).toBe(true);
  });
});

describe("a change of a provider that is made elsewhere", () => {
  const draft = providerDraftOf(first);
  const where = 'is kept for the identity provider "corp" and changes with it: change that one.';

  it("may be of anything that the identity provider does not say", () => {
    expect(
      refuseOwnedProvider(corp, first, { ...draft, audience: "x", clockToleranceSeconds: 1 }),
    ).toBeNull();
  });

  it.each([
    ["issuerUrl", { issuerUrl: c }],
    ["issuerUrl", { tokenIssuer: c }],
    ["enabled", { enabled: false }],
    ["description", { description: "theirs" }],
  ])("is refused where it is of its %s", (field, changes) => {
    const detail = `${field} ${where}`;
    expect(refuseOwnedProvider(corp, first, { ...draft, ...changes })).toEqual({
      kind: "invalid",
      field,
      detail,
    });
  });

  it("is refused where it is to be deleted", () => {
    const detail = `The provider "corp" ${where}`;
    expect(refuseOwnedProvider(corp, first, null)).toEqual({ kind: "forbidden", detail });
  });

  it("is nobody else's matter where the provider is nobody's", () => {
    const alone = providerOf({ id: "alone" });
    expect(refuseOwnedProvider(corp, alone, null)).toBeNull();
    expect(refuseOwnedProvider(corp, alone, providerDraft({ issuerUrl: c, enabled: false }))).toBeNull();
  });
});
