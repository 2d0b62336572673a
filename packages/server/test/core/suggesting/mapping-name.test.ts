import { describe, expect, it } from "vitest";
import { suggestedName } from "../../../src/core/suggesting/mapping-name.ts";
import type { Claims } from "../../../src/core/terms.ts";
import { sharedIssuer, unknownIssuer } from "../samples.ts";

const nameOf = (claims: Claims, isTaken: (name: string) => boolean = () => false, traits = unknownIssuer) =>
  suggestedName(claims, traits, isTaken);
const ofForge = (claims: Claims) => nameOf(claims, undefined, sharedIssuer);

describe("the name of a suggested mapping", () => {
  it("is the last part of the subject that makes a name", () => {
    expect(nameOf({ sub: "org/team:job@prod" })).toBe("prod");
    expect(nameOf({ sub: "org/job" })).toBe("job");
    expect(nameOf({ sub: "org:job" })).toBe("job");
    expect(nameOf({ sub: "org@job" })).toBe("job");
    expect(nameOf({ sub: "org/job//" })).toBe("job");
  });

  it("has what a name may not hold replaced, and nothing of that at its ends", () => {
    expect(nameOf({ sub: "  nightly  build!! " })).toBe("nightly-build");
    expect(nameOf({ sub: "--Übung_7--" })).toBe("Übung_7");
    expect(nameOf({ sub: "e\u0301te\u0301" })).toBe("e\u0301te\u0301");
  });

  it("is of the name that is known best, then of the subject, and of what is run", () => {
    expect(ofForge({ sub: "s", repository: "acme/app", owner: "acme", environment: "prod" })).toBe(
      "app-prod",
    );
    expect(ofForge({ sub: "s", owner: "acme", ref: "refs/heads/main" })).toBe("acme-main");
    expect(ofForge({ sub: "acme/job", repository: 7, owner: "///" })).toBe("job");
    expect(ofForge({ ref: "refs/heads/main" })).toBe("main");
  });

  it("is of a claim inside another that is called like the subject", () => {
    const names = [
      { path: ["sub"], pinnedBy: null },
      { path: ["sub", "name"], pinnedBy: null },
      { path: ["job"], pinnedBy: null },
    ];
    const traits = { ...unknownIssuer, names };
    expect(nameOf({ sub: "s", job: "j" }, undefined, traits)).toBe("j");
    expect(nameOf({ sub: { name: "n" } }, undefined, traits)).toBe("n");
  });

  it("says that it was suggested where nothing else makes a name", () => {
    expect(nameOf({})).toBe("suggested");
    expect(nameOf({ sub: "///" })).toBe("suggested");
  });

  it("has 60 characters at most, none of them cut in two", () => {
    expect(nameOf({ sub: "𝒜".repeat(61) })).toBe("𝒜".repeat(60));
  });

  it("has a number when it is taken", () => {
    const taken = new Set(["job", "job-2"]);
    expect(nameOf({ sub: "job" }, (name) => taken.has(name))).toBe("job-3");
  });

  it("is left to whoever saves it behind 1 000 namesakes", () => {
    const asked: string[] = [];
    const isTaken = (name: string) => asked.push(name) > 0;
    expect(nameOf({ sub: "job" }, isTaken)).toBe("job");
    expect([asked.length, asked.at(-1)]).toEqual([1_000, "job-1000"]);
    expect(nameOf({ sub: "job" }, (name) => name !== "job-1000")).toBe("job-1000");
  });
});
