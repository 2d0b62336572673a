/** Which claims are demanded, which are left out, and why. */

import { describe, expect, it } from "vitest";
import { type KnownIssuer, readablePath } from "../../../src/core/linting/issuer-traits.ts";
import { chooseClaims } from "../../../src/core/suggesting/claim-choice.ts";
import { learnFrom } from "../../../src/core/suggesting/learned.ts";
import type { Claims, JsonValue } from "../../../src/core/terms.ts";
import { sharedIssuer, unknownIssuer } from "../samples.ts";

const forge: KnownIssuer = { ...sharedIssuer, knownClaims: ["sub"] };

/** Why each claim is demanded or left out, by readable path. */
function reasonsFor(claims: Claims, traits: KnownIssuer, history: readonly Claims[] = []) {
  const { chosen, leftOut } = chooseClaims(claims, traits, learnFrom(claims, history));
  const byPath = (all: readonly { readonly path: readonly string[]; readonly why: string }[]) =>
    Object.fromEntries(all.map(({ path, why }) => [readablePath(path), why]));
  return { demanded: byPath(chosen), leftOut: byPath(leftOut) };
}

/** What identifies the workload. */
function identifying(claims: Claims, traits: KnownIssuer): readonly string[] {
  const { chosen } = chooseClaims(claims, traits, learnFrom(claims, []));
  return chosen.filter(({ identifies }) => identifies).map(({ path }) => readablePath(path));
}

describe("of an issuer that is known", () => {
  const claims = {
    sub: "repo:acme/app",
    repository_id: "34",
    owner_id: "12",
    repository: "acme/app",
    owner: "acme",
    environment: "prod",
    ref: "main",
    actor: "ada",
    run_id: "7",
    iss: "https://forge.example",
    jti: "t1",
    more: true,
  };

  it("identifiers and what is run are demanded, and of everything else it is said why not", () => {
    const identifier = "It is an identifier that the forge never gives out again.";
    const run = "It says what is run, and is the same whenever that is run.";
    const name = (id: string) =>
      `It is a name, which can change hands; ${id}, which is demanded, stands for the same for ever.`;
    expect(reasonsFor(claims, forge)).toEqual({
      demanded: { repository_id: identifier, owner_id: identifier, environment: run, ref: run },
      leftOut: {
        sub: name("repository_id"),
        repository: name("repository_id"),
        owner: name("owner_id"),
        actor: "Whoever starts a run chooses it, or it says who that was.",
        run_id: "It is another in each run.",
        iss: "The provider checks it for every token.",
        jti: "It belongs to this one token.",
        more: "What is demanded says already whose run it is, and which.",
      },
    });
    expect(identifying(claims, forge)).toEqual(["repository_id", "owner_id"]);
  });

  it("a name is demanded where the token has not the identifier behind it", () => {
    const { repository_id: _, ...without } = claims;
    expect(reasonsFor(without, forge).demanded).toMatchObject({
      sub: "It is what the issuer calls the workload.",
      repository: "It is a name, and the token has no identifier that stands behind it.",
    });
    expect(identifying(without, forge)).toEqual(["sub", "owner_id", "repository"]);
  });

  it.each<[string, JsonValue]>([
    ["a list", ["34"]],
    ["null", null],
    ["longer than 1 024 characters", "3".repeat(1_025)],
  ])("a name is demanded where the identifier behind it is %s", (_, repository_id) => {
    expect(identifying({ ...claims, repository_id }, forge)).toEqual(["sub", "owner_id", "repository"]);
  });

  it("a name behind which no claim of its own stands is left out where any identifier is demanded", () => {
    const traits = { ...forge, names: [{ path: ["owner"], pinnedBy: null }] };
    expect(reasonsFor({ owner: "acme", owner_id: "12", repository_id: "34" }, traits).leftOut["owner"]).toBe(
      "It is a name, which can change hands; repository_id, which is demanded, stands for the same for ever.",
    );
    expect(reasonsFor({ owner: "acme" }, traits).demanded["owner"]).toBe(
      "It is a name, and the token has no identifier that stands behind it.",
    );
  });

  it("a subject that is no name is demanded beside identifiers", () => {
    expect(reasonsFor(claims, { ...forge, names: [] }).demanded["sub"]).toBe(
      "It is what the issuer calls the workload.",
    );
  });

  it("what its mappings are advised to demand is demanded", () => {
    const traits = { ...forge, recommended: [["sub"], ["more"]] };
    expect(reasonsFor(claims, traits).demanded).toMatchObject({
      sub: "Mappings for the forge are advised to demand it.",
      more: "It says what is run, and is the same whenever that is run.",
    });
  });
});

describe("of an issuer nobody described", () => {
  const claims = { sub: "job-1", jti: "now", env: "prod", run_id: "7", user: "ada" };
  const token = (jti: string, changes: Claims = {}): Claims => ({ ...claims, jti, ...changes });

  it("only the subject is demanded where too few exchanges are recorded", () => {
    expect(reasonsFor(claims, unknownIssuer, [token("a")])).toEqual({
      demanded: { sub: "It is what the issuer calls the workload." },
      leftOut: {
        jti: "It belongs to this one token.",
        env: "Too few exchanges of this subject are recorded to tell whether it stays the same.",
        run_id: "By its name it is another in each run.",
        user: "By its name it says who started the run.",
      },
    });
  });

  it("the subject is demanded as what it is, also where that is advised", () => {
    const advised = { ...unknownIssuer, recommended: [["sub"]] };
    expect(reasonsFor(claims, advised).demanded).toEqual({
      sub: "It is what the issuer calls the workload.",
    });
  });

  it("what stayed the same is demanded, and does not identify", () => {
    const learned = learnFrom(claims, [token("a"), token("b")]);
    expect(chooseClaims(claims, unknownIssuer, learned).chosen).toEqual([
      {
        path: ["sub"],
        value: "job-1",
        why: "It is what the issuer calls the workload.",
        identifies: true,
      },
      {
        path: ["env"],
        value: "prod",
        why: "It was the same in each of 3 tokens of this subject.",
        identifies: false,
      },
    ]);
  });

  it("what varied is left out", () => {
    expect(reasonsFor(claims, unknownIssuer, [token("a"), token("b", { env: "test" })]).leftOut["env"]).toBe(
      "Other recorded exchanges of this subject had another value there, or none.",
    );
  });

  it("eight claims that stayed the same are demanded at most", () => {
    const stable = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`c${index}`, index]));
    const history = [token("a", stable), token("b", stable)];
    const { demanded, leftOut } = reasonsFor({ ...claims, ...stable, env: "other" }, unknownIssuer, history);
    expect(Object.keys(demanded)).toEqual(["sub", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"]);
    expect(leftOut["c8"]).toBe("It has been the same so far; enough other claims are demanded.");
  });
});

describe("of any issuer", () => {
  it("what no condition can demand is left out, and it is said why", () => {
    const claims = { none: null, list: ["a"], empty: {}, long: "a".repeat(1_025) };
    expect(reasonsFor(claims, unknownIssuer).leftOut).toEqual({
      none: "It is null, and null never matches.",
      list: "It is a list, and a condition can only ask for one of its values.",
      empty: "It is an object that nothing can be demanded of.",
      long: "It is too long for a condition that somebody should read.",
    });
  });

  it("a text of 1 024 characters is demanded", () => {
    const sub = "a".repeat(1_024);
    expect(chooseClaims({ sub }, unknownIssuer, learnFrom({ sub }, [])).chosen).toMatchObject([
      { path: ["sub"], value: sub },
    ]);
  });
});
