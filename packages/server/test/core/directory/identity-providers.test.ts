/** Identity providers: written together with their providers and the mappings of their protocols. */

import { describe, expect, it } from "vitest";
import {
  plainId,
  planIdentityProviderCreation,
  planIdentityProviderRemoval,
  planIdentityProviderReplacement,
  providersOf,
  type WantedIdentityProvider,
} from "../../../src/core/directory/identity-providers.ts";
import {
  carriedOut,
  deletion,
  domain,
  idAt,
  identityProvider,
  madeProvider,
  newTools,
  protocol,
  put,
  refusalOf,
  registryOf,
  ruleset,
  writesOf,
  written,
} from "./one-node.ts";

const a = "https://a.example";
const b = "https://b.example";
const wanted: WantedIdentityProvider = {
  id: "corp",
  description: "ours",
  enabled: false,
  domainId: "home",
  issuers: [a],
  annotations: { note: "x" },
};
const made = identityProvider("corp", {
  description: "ours",
  enabled: false,
  providerIds: [idAt(1)],
  annotations: { note: "x" },
});
const home = written(domain("home"));
const corp = registryOf(
  ...home,
  madeProvider("p1", { name: "corp", issuerUrl: a }),
  ...written(ruleset("staff"), protocol("corp", "oidc", "staff"), protocol("other", "oidc", "staff")),
  ...written(identityProvider("corp", { providerIds: ["p1", "gone"] })),
);
const about = (value: string) => ({ kind: "identity_provider", value, by: "id" });

describe("an identity provider that is made", () => {
  it("is written after its providers", () => {
    expect(planIdentityProviderCreation(registryOf(...home), newTools(), wanted)).toEqual({
      ok: true,
      value: made,
      writes: [
        {
          write: "create_provider",
          id: idAt(1),
          draft: expect.objectContaining({ name: "corp", issuerUrl: a, description: "ours", enabled: false }),
        },
        put(made),
      ],
    });
  });

  it("gets a domain of its own where none is named", () => {
    const plan = planIdentityProviderCreation(registryOf(), newTools(), { ...wanted, domainId: null });
    const id = idAt(1).replaceAll("-", "");
    const own = { name: id, description: "Made for the identity provider corp", enabled: true };
    expect(writesOf(plan)[0]).toEqual(put(domain(id, own)));
    expect(plan).toMatchObject({ ok: true, value: { domainId: id, providerIds: [idAt(2)] } });
  });

  it("is in a domain that is there", () => {
    expect(refusalOf(planIdentityProviderCreation(registryOf(), newTools(), wanted))).toMatchObject({
      kind: "not_found",
      about: { kind: "domain", value: "home", by: "id" },
    });
  });

  it("has an id that neither another one nor a provider has", () => {
    for (const registry of [corp, registryOf(...home, madeProvider("corp"))]) {
      for (const issuers of [[b], []]) {
        const plan = planIdentityProviderCreation(registry, newTools(), { ...wanted, issuers });
        expect(refusalOf(plan)).toMatchObject({ kind: "already_exists", about: about("corp") });
      }
    }
  });

  it("is refused for an issuer of another one", () => {
    const plan = planIdentityProviderCreation(corp, newTools(), { ...wanted, id: "other" });
    expect(refusalOf(plan)).toMatchObject({ kind: "already_exists", about: { value: a, by: "issuer" } });
  });

  it("gives rules to protocols of its id that are there already", () => {
    const registry = registryOf(...home, ...written(ruleset("staff"), protocol("corp", "oidc", "staff")));
    const plan = planIdentityProviderCreation(registry, newTools(), wanted);
    expect(writesOf(plan).map(({ write }) => write)).toEqual([
      "create_provider",
      "put",
      "create_mapping",
      "put",
    ]);
  });
});

describe("an identity provider that changes", () => {
  const replace = (changes: Partial<WantedIdentityProvider>, registry = corp) =>
    planIdentityProviderReplacement(registry, newTools(), { ...wanted, ...changes });

  it("keeps its domain and its providers, and its protocols are left alone", () => {
    for (const domainId of ["home", null]) {
      const plan = replace({ domainId });
      expect(plan).toMatchObject({ ok: true, value: { ...made, providerIds: ["p1"] } });
      expect(writesOf(plan).map((write) => ("id" in write ? write.id : write.write))).toEqual(["p1", "put"]);
    }
  });

  it("has its protocols rebound where its providers change", () => {
    const plan = replace({ issuers: [a, b] });
    expect(writesOf(plan).map(({ write }) => write)).toEqual([
      "replace_provider",
      "create_provider",
      "put",
      "create_mapping",
      "create_mapping",
      "put",
    ]);
    const after = carriedOut(corp, writesOf(plan));
    expect(after.directory.get("protocol", "corp/oidc")?.mappingIds).toHaveLength(2);
    expect(after.directory.get("protocol", "other/oidc")?.mappingIds).toHaveLength(0);
  });

  it("cannot move to another domain", () => {
    expect(refusalOf(replace({ domainId: "away" }))).toMatchObject({
      kind: "invalid",
      field: "domainId",
      detail: expect.stringContaining("identity provider"),
    });
  });

  it("is refused where it is not there, or its issuer is another's", () => {
    expect(refusalOf(replace({ id: "none" }))).toMatchObject({ kind: "not_found", about: about("none") });
    const both = corp.withChanges([...written(identityProvider("other"))]);
    expect(refusalOf(replace({ id: "other" }, both))).toMatchObject({ about: { value: a, by: "issuer" } });
  });

  it("may have its protocols in another order of providers", () => {
    const registry = registryOf(
      ...home,
      madeProvider("p1", { name: "corp", issuerUrl: a }),
      madeProvider("p2", { name: "corp.2", issuerUrl: b }),
      ...written(ruleset("staff"), protocol("corp", "oidc", "staff")),
      ...written(identityProvider("corp", { providerIds: ["p1", "p2"] })),
    );
    const plan = replace({ issuers: [b, a] }, registry);
    expect(writesOf(plan).map(({ write }) => write)).toContain("create_mapping");
    expect(plan).toMatchObject({ value: { providerIds: ["p2", "p1"] } });
  });
});

describe("an identity provider that goes", () => {
  it("takes its protocols and its providers along", () => {
    expect(planIdentityProviderRemoval(corp, "corp")).toEqual({
      ok: true,
      value: undefined,
      writes: [
        deletion("identity_provider", "corp"),
        deletion("protocol", "corp/oidc"),
        { write: "delete_provider", id: "p1" },
      ],
    });
  });

  it("has to be there", () => {
    expect(refusalOf(planIdentityProviderRemoval(corp, "none"))).toMatchObject({
      kind: "not_found",
      about: about("none"),
    });
  });
});

describe("an identity provider's parts", () => {
  it("are its providers in the order of its issuers, as far as they are there", () => {
    const registry = registryOf(madeProvider("p1"), madeProvider("p2"));
    expect(providersOf(registry, { providerIds: ["p2", "gone", "p1"] }).map(({ id }) => id)).toEqual([
      "p2",
      "p1",
    ]);
  });

  it("have ids of 32 digits where clients expect such", () => {
    expect(plainId(newTools())).toBe("0198c0de000070008000000000000001");
  });
});
