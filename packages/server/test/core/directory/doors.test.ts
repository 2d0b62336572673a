/** Identity providers and protocols as they are shown, whoever made them. */

import { describe, expect, it } from "vitest";
import {
  findIdentityProvider,
  findProtocol,
  hasProtocol,
  identityProviders,
  protocolsOf,
} from "../../../src/core/directory/doors.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import {
  identityProvider,
  madeMapping,
  madeProvider,
  protocol,
  registryOf,
  standing,
  written,
} from "./one-node.ts";

const door = (name: string) => ({ kind: "protocol", protocol: name }) as const;
const corp = identityProvider("corp", {
  description: "ours",
  enabled: false,
  providerIds: ["p1", "p2"],
  annotations: { note: "x" },
});
const oidc = { ...protocol("corp", "oidc", "staff", ["m1"]), annotations: { note: "y" } };
const registry = registryOf(
  madeProvider("p1", { name: "corp", issuerUrl: "https://a.example" }),
  madeProvider("p2", { name: "corp.2", issuerUrl: "https://b.example", tokenIssuer: "https://c.example" }),
  ...written(identityProvider("zeta"), corp, identityProvider("beta")),
  ...written(
    protocol("corp", "z", "staff"),
    oidc,
    protocol("corp", "a", "staff"),
    protocol("zeta", "oidc", "staff"),
  ),
  madeMapping("m1", { providerId: "p1", entry: door("oidc") }),
  madeProvider("p3", { name: "alone", description: "by itself", issuerUrl: "https://d.example" }),
  madeProvider("p4", { name: "ours", project: "shop" }),
  madeMapping("weak", { providerId: "p3", entry: door("openid"), priority: 9 }),
  madeMapping("strong", { providerId: "p3", entry: door("openid"), priority: 1 }),
  madeMapping("second", { providerId: "p3", entry: door("oidc"), priority: 5 }),
  madeMapping("plain", { providerId: "p3" }),
  madeMapping("projects", { providerId: "p3", entry: door("saml"), project: "shop" }),
);
const find = (id: string, within = registry) => {
  const found = findIdentityProvider(within, id);
  if (found === undefined) throw new Error(`${id} is not shown`);
  return found;
};

describe("an identity provider of the directory", () => {
  it("is shown with what was written and the issuers of its providers, in order", () => {
    expect(find("corp")).toEqual({
      id: "corp",
      description: "ours",
      enabled: false,
      domainId: "home",
      annotations: { note: "x" },
      providers: [registry.providerById("p1"), registry.providerById("p2")],
      issuers: ["https://a.example", "https://c.example"],
      isOwn: true,
    });
  });

  it("is not shown once more for each of its providers", () => {
    expect(findIdentityProvider(registry, "corp.2")).toBeUndefined();
    expect(identityProviders(registry).map(({ id }) => id)).toEqual(["alone", "beta", "corp", "zeta"]);
  });

  it("is the only one of its id, also beside a provider that somebody called so", () => {
    const beside = registry.withChanges([...written(identityProvider("alone"))]);
    expect(identityProviders(beside).map(({ id, isOwn }) => `${id} ${isOwn}`)).toEqual([
      "alone true",
      "beta true",
      "corp true",
      "zeta true",
    ]);
    expect(find("alone", beside).providers).toEqual([]);
  });

  it("has the protocols that were written for it, by name", () => {
    expect(protocolsOf(registry, find("corp"))).toEqual([
      { ...standing(protocol("corp", "a", "staff")), isOwn: true },
      { ...standing(oidc), isOwn: true },
      { ...standing(protocol("corp", "z", "staff")), isOwn: true },
    ]);
    expect(findProtocol(registry, find("corp"), "oidc")).toEqual({ ...standing(oidc), isOwn: true });
    expect(findProtocol(registry, find("corp"), "saml")).toBeUndefined();
  });

  it("has a protocol also while there is no mapping behind it", () => {
    expect(["a", "oidc", "saml"].map((name) => hasProtocol(registry, find("corp"), name))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("very many of them", () => {
  const names = Array.from("phqxbmwaktzc");
  const sorted = names.toSorted();

  it("are listed by id", () => {
    const within = registryOf(...written(...names.map((name) => identityProvider(name))));
    expect(identityProviders(within).map(({ id }) => id)).toEqual(sorted);
  });

  it("have their protocols listed by name", () => {
    const within = registryOf(
      ...written(identityProvider("corp"), ...names.map((name) => protocol("corp", name, "staff"))),
    );
    expect(protocolsOf(within, find("corp", within)).map(({ name }) => name)).toEqual(sorted);
  });
});

describe("a provider that was made by itself", () => {
  it("is an identity provider of the default domain with its one issuer", () => {
    expect(find("alone")).toEqual({
      id: "alone",
      description: "by itself",
      enabled: true,
      domainId: "default",
      annotations: {},
      providers: [registry.providerById("p3")],
      issuers: ["https://d.example"],
      isOwn: false,
    });
  });

  it("is none where it is a project's, or not there", () => {
    expect(findIdentityProvider(registry, "ours")).toBeUndefined();
    expect(findIdentityProvider(registry, "none")).toBeUndefined();
  });

  it("has a protocol for each door of its global mappings, called after the one that is judged first", () => {
    const shown = { identityProviderId: "alone", annotations: {}, isOwn: false };
    expect(protocolsOf(registry, find("alone"))).toEqual([
      { ...shown, name: "oidc", rulesetId: "second" },
      { ...shown, name: "openid", rulesetId: "strong" },
    ]);
    expect(findProtocol(registry, find("alone"), "openid")).toEqual({
      ...shown,
      name: "openid",
      rulesetId: "strong",
    });
    expect(findProtocol(registry, find("alone"), "saml")).toBeUndefined();
  });

  it("has a protocol while a mapping is behind its door, and no other mapping is looked at for that", () => {
    const unread: Registry = {
      ...registry,
      mappingRunsOf() {
        throw new Error("read through all mappings");
      },
    };
    const has = (name: string) => hasProtocol(unread, find("alone", unread), name);
    expect(["openid", "exchange", "saml"].map(has)).toEqual([true, false, false]);
    const without = registry.withChanges([{ kind: "mapping_deleted", revision: 9, id: "second" }]);
    expect(hasProtocol(without, find("alone"), "oidc")).toBe(false);
  });
});
