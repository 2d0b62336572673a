/** The reader of the corpus itself: a case is run as all it says, or not at all. */

import { describe, expect, it } from "vitest";
import { corpusCase } from "./corpus-case.ts";
import { readCases } from "./corpus-cases.ts";
import { expectBody, expectLog } from "./corpus-check.ts";
import type { Placeholders } from "./corpus-expand.ts";

const everything = {
  id: "X01",
  category: "header",
  description: "one of everything",
  source: "here",
  optional: true,
  faces: ["rfc8693"],
  note: "for the reader",
  how: {
    header: { set: { kid: "x" }, remove: ["typ"] },
    payload: { set: {} },
    signing: {
      key: "rsa-1",
      alg: "HS256",
      secret: { from: "spki_pem", key: "rsa-1" },
      over_inserted: { segment: 1, at: 0, value: "x" },
    },
    payload_parts: [{ utf8: "{" }, { hex: "7d" }],
    transform: [{ op: "append", value: "." }],
    jwe: { header: { alg: "dir" }, random_bytes: [1] },
    vector: { file: "x.json", tcId: 1 },
    request: { content_type: "text/plain", slow_body: { after_bytes: 1, hold_s: 1 } },
    environment: { jwks: "default", cold_cache: true },
    steps: [{ send: "same", request: { method: "GET" }, expect: { status: 200 } }],
    parallel: { count: 2 },
    flood: { count: 2, window_s: 1 },
    inspect_minted: { max_lifetime_s: 60 },
  },
  expect: {
    status: 400,
    class: "invalid_token",
    body_equals: { active: false },
    log_must_not_contain: ["{{TOKEN}}", { $token: true }],
  },
};

/** A copy with one member more in the object the path leads to. */
function withMember(path: readonly string[], name: string, value: unknown): unknown {
  const copy = structuredClone(everything);
  const place = path.reduce((inside, step) => Object(inside)[step], Object(copy));
  place[name] = value;
  return copy;
}

describe("a corpus case", () => {
  it("is read with everything the format names", () => {
    expect(corpusCase.safeParse(everything)).toMatchObject({ success: true });
  });

  it.each([
    "",
    "how",
    "how.header",
    "how.payload",
    "how.signing",
    "how.signing.secret",
    "how.signing.over_inserted",
    "how.payload_parts.1",
    "how.transform.0",
    "how.jwe",
    "how.vector",
    "how.request",
    "how.request.slow_body",
    "how.environment",
    "how.steps.0",
    "how.steps.0.request",
    "how.steps.0.expect",
    "how.parallel",
    "how.flood",
    "how.inspect_minted",
    "expect",
    "expect.log_must_not_contain.1",
  ])("is refused for a member nobody knows in %j", (where) => {
    const path = where === "" ? [] : where.split(".");
    expect(corpusCase.safeParse(withMember(path, "must_not_be_passed_over", true))).toMatchObject({
      success: false,
    });
  });

  it.each<[string, readonly string[], string, unknown]>([
    ["a class nobody knows", ["expect"], "class", "surprised"],
    ["a face nobody knows", [], "faces", ["scim"]],
    ["an encoding nobody knows", ["how"], "payload_encoding", "utf-7"],
    ["an operation nobody knows", ["how"], "transform", [{ op: "reverse" }]],
    ["an operation without its operand", ["how"], "transform", [{ op: "append" }]],
    ["an operation with another's operand", ["how"], "transform", [{ op: "append", value: "", at: 1 }]],
    ["private networks that are allowed", ["how", "environment"], "allow_private_networks", true],
    ["a body without a target for it", ["how"], "body", {}],
    ["a credential without a target for it", ["how"], "authorization", "none"],
    ["a status after a flood after which nothing is sent", ["expect"], "then_expect_status", 200],
  ])("is refused for %s", (_, path, name, value) => {
    expect(corpusCase.safeParse(withMember(path, name, value))).toMatchObject({ success: false });
  });

  it("that cannot be read is named, and keeps no other from being run", () => {
    const { cases, unreadable } = readCases([everything, { ...everything, id: "X02", surprise: 1 }]);
    expect(cases.map(({ id }) => id)).toEqual(["X01"]);
    expect(unreadable).toEqual([expect.stringMatching(/^X02: .*"surprise"/s)]);
  });
});

const known = {
  token: "header.payload.signature",
  caseId: "one",
  issuer: "https://a.example",
} as Placeholders;

describe("body_equals", () => {
  const body = '{"active": false}';

  it("is the whole of what the JSON says", () => {
    expectBody(body, { body_equals: { active: false } }, known);
    for (const other of [{}, { active: true }, { active: false, iss: "x" }]) {
      expect(() => expectBody(body, { body_equals: other }, known)).toThrow();
    }
  });

  it("is the very text where it is a text, with its placeholders filled in", () => {
    expectBody("one https://a.example", { body_equals: "{{UUID}} {{ISS}}" }, known);
    expect(() => expectBody(body, { body_equals: '{"active":false}' }, known)).toThrow();
  });
});

describe("log_must_not_contain", () => {
  const expected = (texts: unknown) =>
    corpusCase.parse(withMember(["expect"], "log_must_not_contain", texts)).expect;
  const log = ['{"msg":"received","kid":"a\\"b"}\n', '{"msg":"header.payload.signature"}\n'];

  it.each([
    ["a text", "received"],
    ["one text of several", ["nowhere", "received"]],
    ["a text as JSON writes it", 'a"b'],
    ["the token by its placeholder", "{{TOKEN}}"],
    ["the token by its directive", { $token: true }],
  ])("finds %s", (_, texts) => {
    expect(() => expectLog(log, expected(texts), [known])).toThrow(/expected \[ /);
  });

  it("looks for the tokens of all turns of a case", () => {
    const others = [{ ...known, token: "first" }, known, { ...known, token: "last" }];
    expect(() => expectLog(log, expected("{{TOKEN}}"), others)).toThrow(/expected \[ /);
  });

  it("is content with a log that does not hold them", () => {
    expectLog(log, expected(["nowhere", "{{TOKEN}}x"]), [known]);
  });

  it("as a line is looked for as a whole line", () => {
    const line = (text: string) =>
      corpusCase.parse(withMember(["expect"], "log_must_not_contain_line", text)).expect;
    expectLog(log, { ...line("received"), log_must_not_contain: undefined }, [known]);
    const forged = ['{"kid":"a\n{"msg":"ok"}\n'];
    expect(() =>
      expectLog(forged, { ...line('{"msg":"ok"}'), log_must_not_contain: undefined }, [known]),
    ).toThrow();
  });
});
