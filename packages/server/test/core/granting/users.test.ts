import { describe, expect, it } from "vitest";
import type { Contribution } from "../../../src/core/granting/contributions.ts";
import { makeUser, namedUser } from "../../../src/core/granting/users.ts";
import type { Entry, GrantedUser, JsonObject, UserTemplate } from "../../../src/core/terms.ts";
import { failing, filled, giving, text } from "./contributing.ts";

const exchange: Entry = { kind: "exchange" };
const protocol: Entry = { kind: "protocol", protocol: "openid" };
const nobody: GrantedUser = { name: null, id: null, email: null, domain: null, local: false };
const user = (changes: Partial<UserTemplate>): { readonly user: UserTemplate } => ({
  user: { name: null, id: null, email: null, domain: null, local: false, ...changes },
});
const east = { id: null, name: "east" };
const made = (contributions: readonly Contribution[], entry: Entry, claims: JsonObject = {}) =>
  makeUser(contributions, entry, claims);

describe("the user of a grant", () => {
  it("is nobody where no rule names one", () => {
    expect(made([giving({})], exchange, { sub: "s" })).toEqual({ ok: true, value: null });
  });

  it("is the first that is named, with everything that rule says", () => {
    const first = user({
      name: text("n"),
      id: text("i"),
      email: text("e@x"),
      domain: { id: "d1", name: null },
      local: true,
    });
    expect(made([giving({}), giving(first), giving(user({ name: text("other") }))], exchange)).toEqual({
      ok: true,
      value: { name: "n", id: "i", email: "e@x", domain: { id: "d1", name: null }, local: true },
    });
  });

  it.each([
    ["name", "user name"],
    ["id", "user id"],
    ["email", "email address"],
  ] as const)("is refused where its %s cannot be made, at either door", (part, what) => {
    const naming = user({ name: text("n"), [part]: filled("{0}") });
    for (const entry of [exchange, protocol]) {
      expect(made([giving(naming, ["a\nb"])], entry)).toMatchObject(failing(expect.stringContaining(what)));
    }
  });

  it("is refused where its domain cannot be made, at either door", () => {
    const naming = user({ name: text("n"), domain: { id: null, name: filled("{0}") } });
    for (const entry of [exchange, protocol]) {
      expect(made([giving(naming, ["a\nb"])], entry)).toMatchObject(
        failing(expect.stringContaining("domain")),
      );
    }
  });

  it("has no name made of nothing, but behind a protocol's door leaves it out", () => {
    const naming = giving(user({ name: filled("{0}"), id: text("i") }), [""]);
    expect(made([naming], exchange)).toMatchObject(failing("the user name would be empty"));
    expect(made([naming], protocol)).toEqual({ ok: true, value: { ...nobody, id: "i" } });
  });
});

describe("the user behind a protocol's door", () => {
  it("is the token's subject where the rules name none", () => {
    expect(made([giving({})], protocol, { sub: "s" })).toEqual({ ok: true, value: { ...nobody, name: "s" } });
    const onlyEmail = giving(user({ email: text("e@x") }));
    expect(made([onlyEmail], protocol, { sub: "s" })).toEqual({
      ok: true,
      value: { ...nobody, name: "s", email: "e@x" },
    });
  });

  it("is not the token's subject where the rules name one, or an existing one", () => {
    const value = (naming: Partial<UserTemplate>) => made([giving(user(naming))], protocol, { sub: "s" });
    expect(value({ name: text("n") })).toEqual({ ok: true, value: { ...nobody, name: "n" } });
    expect(value({ id: text("i") })).toEqual({ ok: true, value: { ...nobody, id: "i" } });
    expect(value({ local: true })).toEqual({ ok: true, value: { ...nobody, local: true } });
  });

  it.each<JsonObject>([{}, { sub: "" }, { sub: 1 }, { sub: ["s"] }])(
    "has no name where the subject is %j",
    (claims) => {
      expect(made([giving({})], protocol, claims)).toEqual({ ok: true, value: nobody });
    },
  );

  it("is in the domain that the last rule with a word in it says, also when it says none", () => {
    const inEast = giving({ userDomain: east });
    const inWest = giving({ userDomain: { id: null, name: filled("{0}") } }, ["west"]);
    const domainOf = (...contributions: readonly Contribution[]) => {
      const user = made(contributions, protocol);
      return user.ok && user.value?.domain;
    };
    expect(domainOf(inEast)).toEqual(east);
    expect(domainOf(inEast, inWest, giving({}))).toEqual({ id: null, name: "west" });
    expect(domainOf(inEast, giving({ userDomain: null }))).toBeNull();
    expect(domainOf(giving({}))).toBeNull();
  });

  it("keeps the domain of its own", () => {
    const naming = giving({
      ...user({ name: text("n"), domain: { id: "d1", name: null } }),
      userDomain: east,
    });
    expect(made([naming], protocol)).toMatchObject({ value: { domain: { id: "d1", name: null } } });
  });

  it("is refused where the domain cannot be made", () => {
    const bad = giving({ userDomain: { id: null, name: filled("{0}") } }, ["a\nb"]);
    expect(made([bad], protocol)).toMatchObject(failing(expect.stringContaining("domain")));
    expect(made([bad], exchange)).toEqual({ ok: true, value: null });
  });
});

describe("the user that rules name", () => {
  it("is nobody where they name none, at either door", () => {
    expect(namedUser([giving({})], protocol)).toEqual({ ok: true, value: null });
    expect(namedUser([giving({}), giving(user({ id: text("i") }))], protocol)).toEqual({
      ok: true,
      value: { ...nobody, id: "i" },
    });
  });
});
