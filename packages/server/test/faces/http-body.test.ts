import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, type RunningServer, startServer } from "./http-server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const post = (path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>) =>
  server.send(path, { method: "POST", headers: { "content-type": contentType }, body });
const sentenceOf = async (answer: Response) => {
  const body = (await answer.json()) as { readonly sentence: string };
  return body.sentence;
};

describe("a JSON body", () => {
  it("is read with any spelling of its charset", async () => {
    const answer = await post("/face/things", "application/json; charset=UTF-8", '{"a":1}');
    expect(await answer.json()).toEqual({ a: 1 });
  });

  it("keeps a member called __proto__ as it is", async () => {
    const answer = await server.send("/face/things", json('{"__proto__":{"admin":true}}'));
    expect(await answer.text()).toBe('{"__proto__":{"admin":true}}');
  });

  it.each([
    ["a missing comma", '{"a":1\n "b":2}', /line 2, column 2.*comma is missing/],
    ["curly quotes", "{\u201ca\u201d: 1}", /line 1, column 2.*curly/],
    ["a comment", '{"a":1 // why\n}', /line 1, column 8.*comment/],
    ["a repeated member", '{"a":1,"a":2}', /"a" stands twice/],
    ["a byte order mark", '\ufeff{"a":1}', /byte order mark/],
    ["half of a surrogate pair", '{"a":"\\ud800"}', /surrogate/],
    ["a number that cannot be held", '{"a":9007199254740993}', /2\^53/],
    ["too deep nesting", `${"[".repeat(33)}${"]".repeat(33)}`, /32 deep/],
    ["anything but an object", "[]", /must be a JSON object/],
  ])("is refused for %s, and the answer says so", async (_what, body, sentence) => {
    const answer = await server.send("/face/things", json(body));
    expect(answer.status).toBe(400);
    expect(await sentenceOf(answer)).toMatch(sentence);
  });

  it("is refused when its bytes are not UTF-8", async () => {
    const answer = await post("/face/things", "application/json", new Uint8Array([0x22, 0xff, 0x22]));
    expect(answer.status).toBe(400);
  });

  it("may be empty on POST and DELETE whatever its type says", async () => {
    const deletion = await server.send("/face/things/a", {
      method: "DELETE",
      headers: { "content-type": "application/json" },
    });
    const posted = await post("/face/forms", "application/json", "");
    expect(deletion.status).toBe(204);
    expect(await posted.json()).toEqual({ body: "none" });
  });

  it("is refused above 64 KiB", async () => {
    const answer = await server.send("/face/things", json(JSON.stringify({ a: "x".repeat(65_536) })));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ envelope: "face", code: "too_large" });
  });
});

describe("a form", () => {
  const form = (body: string) => post("/face/forms", "application/x-www-form-urlencoded", body);

  it("is read with every parameter's values", async () => {
    const answer = await form("grant_type=a%20b&empty=&audience=x&audience=y");
    expect(await answer.json()).toEqual({ grant_type: ["a b"], empty: [""], audience: ["x", "y"] });
  });

  it("is read in UTF-8, escaped or not", async () => {
    const answer = await form("a=%C3%A9%20%25&b=é+%E2%82%AC&c=100%");
    expect(await answer.json()).toEqual({ a: ["é %"], b: ["é €"], c: ["100%"] });
  });

  it.each([
    ["bytes", new Uint8Array([0x61, 0x3d, 0xe9])],
    ["escapes", "a=%E9"],
    ["escapes of a character cut short", "a=x%C3&b=%A9"],
    ["escapes of a character cut short by another escape", "a=%c3%41"],
    ["escapes after another escape", "a=%41%e9"],
    ["escapes of half a surrogate pair", "a=%ED%A0%80"],
  ])("is refused with %s that are not UTF-8", async (_, body) => {
    const answer = await post("/face/forms", "application/x-www-form-urlencoded", body);
    expect(answer.status).toBe(400);
    expect(await sentenceOf(answer)).toContain("not valid UTF-8");
  });

  it("is refused in another encoding than UTF-8", async () => {
    const answer = await post("/face/forms", "application/x-www-form-urlencoded; charset=latin1", "a=1");
    expect(answer.status).toBe(415);
  });

  it("is refused when a parameter stands twice that may not", async () => {
    const answer = await form("scope=a&scope=b");
    expect(answer.status).toBe(400);
    expect(await sentenceOf(answer)).toContain('"scope" stands twice');
  });

  it("is refused when it is JSON under the wrong type, as curl -d sends it", async () => {
    const answer = await form('{"a":1}');
    expect(answer.status).toBe(400);
    expect(await sentenceOf(answer)).toContain("application/json");
  });

  it("is refused when it names more parameters than any request has", async () => {
    const answer = await form(Array.from({ length: 101 }, (_, index) => `p${index}=1`).join("&"));
    expect(answer.status).toBe(400);
  });

  it("is refused when it repeats one more often than any request does", async () => {
    expect((await form("audience=x&".repeat(100))).status).toBe(200);
    expect((await form("audience=x&".repeat(101))).status).toBe(400);
  });

  it("is read as the JSON object it stands for, where either will do", async () => {
    const type = "application/x-www-form-urlencoded";
    const answer = await post("/face/parameters", type, "grant_type=a%20b&empty=&audience=x&audience=y");
    expect(await answer.json()).toEqual({ grant_type: "a b", empty: "", audience: ["x", "y"] });
  });

  it.each(["application/x-www-form-urlencoded", "application/json"])(
    "is named beside JSON when either will do and nothing came as %s",
    async (contentType) => {
      const answer = await post("/face/parameters", contentType, "");
      expect(answer.status).toBe(400);
      expect(await sentenceOf(answer)).toMatch(/must be a form .* or a JSON object/);
    },
  );

  it("is refused where JSON is asked for", async () => {
    const answer = await post("/face/things", "application/x-www-form-urlencoded", "a=1");
    expect(answer.status).toBe(415);
  });
});

describe("any other body", () => {
  it.each(["text/plain", "application/xml", "application/json/x", "nonsense"])(
    "is refused with 415 and the types that are read: %s",
    async (contentType) => {
      const answer = await post("/face/things", contentType, '{"a":1}');
      expect(answer.status).toBe(415);
      expect(await answer.json()).toMatchObject({ envelope: "face", code: "unsupported_media_type" });
    },
  );

  it("is refused when it is compressed", async () => {
    const answer = await server.send("/face/things", {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: new Uint8Array(gzipSync('{"a":1}')),
    });
    expect(answer.status).toBe(415);
  });

  it("is refused in another encoding than UTF-8", async () => {
    const answer = await post("/face/things", "application/json; charset=utf-16", '{"a":1}');
    expect(answer.status).toBe(415);
  });
});
