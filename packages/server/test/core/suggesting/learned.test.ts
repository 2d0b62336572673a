/** What earlier tokens of a subject show. */

import { describe, expect, it } from "vitest";
import { learnFrom } from "../../../src/core/suggesting/learned.ts";
import type { Claims } from "../../../src/core/terms.ts";

const claims: Claims = { jti: "now", iat: 1, exp: 2, env: "prod", job: { name: "a" } };
const token = (jti: string, changes: Claims = {}): Claims => ({ ...claims, jti, ...changes });
const stabilityOf = (history: readonly Claims[]) => learnFrom(claims, history).stabilityOf(["env"], "prod");

describe("what stayed the same", () => {
  it("is known from two other tokens on, and of how many tokens it is", () => {
    expect(stabilityOf([])).toEqual({ kind: "unknown" });
    expect(stabilityOf([token("a")])).toEqual({ kind: "unknown" });
    expect(stabilityOf([token("a"), token("b")])).toEqual({ kind: "stable", tokens: 3 });
  });

  it("is not known from the token at hand, and not from one token that was exchanged often", () => {
    expect(stabilityOf([claims, claims, token("a"), token("a")])).toEqual({ kind: "unknown" });
  });

  it.each(["jti", "iat", "exp"])("is known from tokens that differ in their %s alone", (name) => {
    const others = [10, 11].map((value) => ({ ...claims, [name]: value }));
    expect(stabilityOf(others)).toEqual({ kind: "stable", tokens: 3 });
  });

  it("is not what varied between two tokens without an id, made in the same second", () => {
    const { jti: _, ...without } = claims;
    const other = { ...without, env: "test" };
    const learned = learnFrom(without, [other, token("a"), token("b")]);
    expect(learned.stabilityOf(["env"], "prod")).toEqual({ kind: "varied", other: "test" });
  });

  it("is not known from the token at hand, in whatever order its claims were written", () => {
    const turned = Object.fromEntries(Object.entries(claims).toReversed());
    expect(stabilityOf([turned, token("a")])).toEqual({ kind: "unknown" });
  });

  it("is told apart from what varied, with the other value", () => {
    expect(stabilityOf([token("a"), token("b", { env: "test" })])).toEqual({ kind: "varied", other: "test" });
  });

  it("is not what another token has not, or has as another type", () => {
    const { env: _, ...without } = token("a");
    expect(stabilityOf([without])).toEqual({ kind: "varied", other: undefined });
    expect(learnFrom({ n: 1 }, [{ n: "1", jti: "a" }]).stabilityOf(["n"], 1)).toEqual({
      kind: "varied",
      other: "1",
    });
  });

  it("is looked at inside objects", () => {
    const learned = learnFrom(claims, [token("a"), token("b", { job: { name: "b" } })]);
    expect(learned.stabilityOf(["job", "name"], "a")).toEqual({ kind: "varied", other: "b" });
  });

  it("is known from 50 other tokens at most", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => token(`t${index}`));
    expect(stabilityOf([...fifty, token("last", { env: "test" })])).toEqual({ kind: "stable", tokens: 51 });
    expect(stabilityOf([...fifty.slice(1), token("last", { env: "test" })])).toMatchObject({
      kind: "varied",
    });
  });
});
