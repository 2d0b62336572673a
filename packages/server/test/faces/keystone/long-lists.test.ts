import { describe, expect, it } from "vitest";
import { finish, type Steps } from "../../../src/core/steps.ts";
import { type Listing, listText } from "../../../src/faces/keystone/lists.ts";

const many = Array.from({ length: 5001 }, (_, index) => ({ id: String(index) }));
const users = (changes: Partial<Listing<{ readonly id: string }>> = {}) =>
  listText(
    { collection: "users", things: many, documentsOf: (user) => [user], ...changes },
    { self: "here" },
  );
const answered = (steps: Steps<string>): unknown => JSON.parse(finish(steps));

/** Where the work may be interrupted. */
function stepsOf(steps: Steps<string>): number {
  let count = 0;
  while (steps.next().done !== true) count += 1;
  return count;
}

describe("a list", () => {
  it("says when it leaves something out", () => {
    const fewer = many.slice(1);
    expect(answered(users({ things: fewer }))).toEqual({ users: fewer, links: { self: "here" } });
    expect(answered(users())).toEqual({
      users: many.slice(0, 5000),
      links: { self: "here" },
      truncated: true,
    });
  });

  it("is made in steps, one for each document", () => {
    expect(stepsOf(users({ things: many.slice(1) }))).toBeGreaterThanOrEqual(5000);
  });

  it("is made in steps also where nothing of what it is made from is asked for", () => {
    expect(stepsOf(users({ documentsOf: () => [] }))).toBeGreaterThanOrEqual(many.length);
  });

  it("is made in steps also where one thing is listed many times, and no more of them are made than are listed", () => {
    let made = 0;
    const listed = many.values().map((user) => {
      made += 1;
      return user;
    });
    const steps = users({ things: many.slice(0, 1), documentsOf: () => listed });
    expect(stepsOf(steps)).toBeGreaterThanOrEqual(5000);
    expect(made).toBe(5001);
  });
});
