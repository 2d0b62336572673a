import { expect, it } from "vitest";
import { listed } from "../../../src/faces/keystone/operator/filters.ts";

it("a list says when it leaves something out", () => {
  const many = Array.from({ length: 5001 }, (_, index) => ({ id: String(index) }));
  const whole = listed("users", many.slice(1), { self: "here" });
  expect(whole).toEqual({ users: many.slice(1), links: { self: "here" } });
  expect(listed("users", many, {})).toEqual({ users: many.slice(0, 5000), links: {}, truncated: true });
});
