import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowedMethods, pathFault, pathOf } from "../../src/faces/request-path.ts";

describe("the methods of a path", () => {
  const patterns = [
    { methods: ["POST"], path: "/a/token" },
    { methods: ["GET", "HEAD"], path: "/a/:name" },
    { methods: ["GET"], path: "/files/*" },
  ];

  it.each([
    ["/a/token", ["GET", "HEAD", "POST"]],
    ["/a/other/", ["GET", "HEAD"]],
    ["/a/", []],
    ["/a/b/c", []],
    ["/files/deep/down", ["GET"]],
  ])("%s: %j", (path, methods) => {
    expect(allowedMethods(patterns, path)).toEqual(methods);
  });
});

describe("the path of a request target", () => {
  it.each([
    ["/a?b=/../c", "/a"],
    ["https://host:1/a/b?c", "/a/b"],
    ["http://host", "/"],
  ])("of %s is %s", (target, path) => {
    expect(pathOf(target)).toBe(path);
  });

  it("is accepted whatever text its segments encode, unless two readers could disagree", () => {
    const segment = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const ambiguous = segments.some((one) => one === "." || one === ".." || /[/\\]|\p{Cc}/u.test(one));
        const path = `/${segments.map(encodeURIComponent).join("/")}`;
        expect(pathFault(path) === null).toBe(!ambiguous);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
