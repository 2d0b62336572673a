import { describe, expect, it } from "vitest";
import { wantedPath } from "../../src/shell/return-path.ts";

describe("where one is led after signing in", () => {
  it("is the page one asked for, with its query", () => {
    expect(wantedPath("/console/log", "?outcome=refused")).toBe("/log?outcome=refused");
    expect(wantedPath("/console/", "")).toBe("/");
  });

  it("is the page that the sign-in page's address names", () => {
    expect(wantedPath("/console/sign-in", "?return=%2Fconsole%2Flog%3Ftext%3Da")).toBe("/log?text=a");
  });

  it.each([
    "",
    "?return=https%3A%2F%2Fevil.example%2Fconsole%2Fx",
    "?return=%2F%2Fevil.example%2Fconsole%2Fx",
    "?return=%2F%5Cevil.example%2Fconsole%2Fx",
    "?return=%2Fconsole%2F..%2Fapi%2Fv1",
    "?return=javascript%3Aalert(1)",
    "?return=%2Fconsole%2Fsign-in",
    "?return=%2Fapi%2Fv1%2Fwhoami",
  ])("is the overview where it names nothing of the console: %s", (search) => {
    expect(wantedPath("/console/sign-in", search)).toBe("/");
  });
});
