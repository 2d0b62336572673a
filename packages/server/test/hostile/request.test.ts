/**
 * Requests no client sends by accident. Whatever the form, the answer is a refusal in the face's envelope;
 * a body is read in one way only, and what stands in a URL or a stranger's header is not part of it.
 */

import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { eachFace, type Face, faces } from "./answers.ts";
import { audience, describeHostile, grantType, idTokenType, type World } from "./fixture.ts";

const good = (world: World): Record<string, unknown> => ({
  grant_type: grantType,
  subject_token_type: idTokenType,
  subject_token: world.token(),
  provider_name: "ci",
});
const jsonType = { "content-type": "application/json" };
const formType = { "content-type": "application/x-www-form-urlencoded" };
const asJson = (body: string | Buffer | Uint8Array): RequestInit => ({
  headers: jsonType,
  body: new Uint8Array(Buffer.from(body)),
});

/** Changed members; undefined ones are left out. */
const members = (changes: object) => (world: World) => asJson(JSON.stringify({ ...good(world), ...changes }));
/** The text of a good body, changed. */
const text = (change: (body: string) => string | Buffer) => (world: World) =>
  asJson(change(JSON.stringify(good(world))));
/** A good form with more at its end. */
const form = (more: string) => (world: World) => ({
  headers: formType,
  body: `${new URLSearchParams(Object.entries(good(world)).map(([name, value]) => [name, String(value)]))}${more}`,
});

type Request = readonly [what: string, make: (world: World) => RequestInit, status: number];

const malformed: readonly Request[] = [
  ...["grant_type", "subject_token_type", "subject_token"].flatMap((name): readonly Request[] => [
    [`no ${name}`, members({ [name]: undefined }), 400],
    [`an empty ${name}`, members({ [name]: "" }), 400],
    ...[null, 5, true, {}, []].map(
      (value): Request => [`${name} given as ${JSON.stringify(value)}`, members({ [name]: value }), 400],
    ),
  ]),
  ...[5, true, {}, ["ci"]].map(
    (value): Request => [
      `provider_name given as ${JSON.stringify(value)}`,
      members({ provider_name: value }),
      400,
    ],
  ),
  ["a provider's name of ten thousand letters", members({ provider_name: "x".repeat(10_000) }), 400],
  ["another grant", members({ grant_type: "authorization_code" }), 400],
  ["the grant's name in upper case", members({ grant_type: grantType.toUpperCase() }), 400],
  [
    "another kind of subject token",
    members({ subject_token_type: "urn:ietf:params:oauth:token-type:saml2" }),
    400,
  ],
  ["a flag that is neither true nor false", members({ include_reference_token: "maybe" }), 400],
  ["a mapping's name in a list", members({ identity_mapping_name: ["main"] }), 400],
  ["no body", () => ({ headers: jsonType }), 400],
  ["an empty object", () => asJson("{}"), 400],
  ...["[]", '"x"', "null", "1", "{", "{]", "nul", "{'a':1}"].map(
    (body): Request => [`the body ${body}`, () => asJson(body), 400],
  ),
  ["a body in a list", text((body) => `[${body}]`), 400],
  ["two bodies", text((body) => `${body}${body}`), 400],
  ["a comma before the end", text((body) => body.replace(/\}$/, ",}")), 400],
  ["a byte order mark", text((body) => `\ufeff${body}`), 400],
  ["UTF-16", text((body) => Buffer.from(body, "utf16le")), 400],
  [
    "bytes that are no UTF-8",
    text((body) => Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from(',"a":"\xff"}', "latin1")])),
    400,
  ],
  ["a repeated member", text((body) => body.replace(/\}$/, ',"provider_name":"other"}')), 400],
  [
    "a repeated member spelled with an escape",
    text((body) => body.replace(/\}$/, ',"provider\\u005fname":"other"}')),
    400,
  ],
  ["a member that infinite numbers hide in", text((body) => body.replace(/\}$/, ',"n":1e999}')), 400],
  [
    "a body of a thousand levels",
    text((body) => body.replace(/\}$/, `,"n":${"[".repeat(1_000)}${"]".repeat(1_000)}}`)),
    400,
  ],
  ["six hundred members", members(Object.fromEntries(Array.from({ length: 600 }, (_, at) => [at, 0]))), 400],
  [
    "what is missing as a member of __proto__",
    text((body) => body.replace('"grant_type"', '"__proto__":{},"x"')),
    400,
  ],
  [
    "inherited members in place of the token",
    text((body) => body.replace('"subject_token":', '"__proto__":{"subject_token":1},"x":')),
    400,
  ],
  ["a form with a repeated token", form("&subject_token=x"), 400],
  ["a form with a repeated provider", form("&provider_name=ci"), 400],
  [
    "a form with hundreds of parameters",
    form(Array.from({ length: 200 }, (_, at) => `&p${at}=1`).join("")),
    400,
  ],
  [
    "a form whose members are nested in names",
    () => ({ headers: formType, body: "subject_token[a]=1&__proto__[grant_type]=x" }),
    400,
  ],
  ["JSON that says it is a form", (world) => ({ headers: formType, body: JSON.stringify(good(world)) }), 400],
  ["a form that says it is JSON", (world) => asJson(String(form("")(world).body)), 400],
  ...[
    "text/plain",
    "text/html",
    "application/xml",
    "application/jwt",
    "multipart/form-data; boundary=x",
    "x",
    "application/json; charset=utf-16",
  ].map(
    (type): Request => [
      `the media type ${type}`,
      (world) => ({ headers: { "content-type": type }, body: JSON.stringify(good(world)) }),
      415,
    ],
  ),
  ...["gzip", "deflate", "br", "gzip, gzip", "x-unknown"].map(
    (encoding): Request => [
      `the content coding ${encoding}`,
      (world) => ({
        headers: { ...jsonType, "content-encoding": encoding },
        body: new Uint8Array(gzipSync(JSON.stringify(good(world)))),
      }),
      415,
    ],
  ),
  ["a megabyte of blanks before the body", text((body) => " ".repeat(1 << 20) + body), 413],
  ["a body one byte above the limit", text((body) => body.padEnd(65_537)), 413],
];

describeHostile("request", {}, (world) => {
  beforeAll(async () => {
    await world().create("/api/v1/providers", {
      name: "off",
      issuer_url: world().issuer.url,
      audience,
      enabled: false,
    });
  });

  describe.each(eachFace)("on the %s", (_, face) => {
    it.each(malformed)("refuses %s", async (_what, make, status) => {
      const answer = await world().post(face, make(world()));
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    });

    it.each([
      ["a provider nobody knows", { provider_name: "nobody" }],
      ["a provider in other letters", { provider_name: "CI" }],
      ["a provider's name with a line break", { provider_name: "ci\n" }],
      ["a name every object inherits", { provider_name: "constructor" }],
      ["a disabled provider", { provider_name: "off" }],
    ])("refuses %s", async (_what, changes) => {
      const answer = await world().exchange(face, world().token(), changes);
      expect(answer.status).toBe(face.face === "access" ? 404 : 400);
    });

    it("refuses an issuer_url that is not the provider's, and minds no other", async () => {
      const exchange = (issuer_url: unknown) => world().exchange(face, world().token(), { issuer_url });
      const refused = await exchange("https://evil.example");
      expect([refused.status, refused.body["error_description"]]).toEqual([
        400,
        expect.stringContaining("issuer_url is not the issuer of provider"),
      ]);
      for (const fitting of [world().issuer.url, 7, null, ""]) {
        expect((await exchange(fitting)).status).toBe(200);
      }
    });

    it("does not read a token from the URL", async () => {
      const query = `?${new URLSearchParams(Object.entries(good(world())).map(([name, value]) => [name, String(value)]))}`;
      const token = new URLSearchParams(query).get("subject_token") ?? "";
      world().keepSecret(token.slice(token.lastIndexOf(".") + 1));
      expect((await world().post(face, {}, query)).status).toBe(400);
      expect((await world().post(face, asJson("{}"), query)).status).toBe(400);
    });

    it.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])(
      "answers %s with 405 and what is allowed",
      async (method) => {
        const answer = await world().read(face, await world().app.send(face.path, { method }));
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
      },
    );

    it.each([
      "//oauth2/token",
      "/oauth2//token",
      "/oauth2/%2e%2e/oauth2/token",
      "/oauth2%2ftoken",
      "/oauth2/token%00",
    ])("does not tidy up the path %s", async (path) => {
      const { status } = await raw(
        world(),
        `POST ${path.replace("/oauth2/token", face.path)} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`,
      );
      expect([400, 404]).toContain(status);
    });

    it("refuses a body that streams past the limit without saying its length", async () => {
      const chunk = `1000\r\n${" ".repeat(4_096)}\r\n`.repeat(17);
      const { status } = await raw(world(), `${head(face, "transfer-encoding: chunked")}${chunk}0\r\n\r\n`);
      expect(status).toBe(413);
    });

    it.each([
      ["two lengths", "content-length: 2\r\ncontent-length: 3", "{}"],
      ["a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"],
      ["a negative length", "content-length: -1", "{}"],
      ["a header folded over two lines", "content-length: 2\r\nx: 1\r\n 2", "{}"],
      ["a line break alone", "content-length: 2\nx: y", "{}"],
      ["headers without end", `x: ${"a".repeat(40_000)}`, ""],
    ])("refuses %s and closes the connection", async (_what, headers, body) => {
      const { status, text: answered } = await raw(world(), `${head(face, headers)}${body}`);
      expect([400, 431]).toContain(status);
      expect(answered).not.toContain("access_token");
    });

    it("gives its own request id, not the caller's, and minds no credential", async () => {
      const answer = await world().post(face, {
        headers: { ...jsonType, "x-request-id": "mine", authorization: "Basic !!" },
        body: JSON.stringify(good(world())),
      });
      expect([answer.status, answer.requestId]).not.toContain("mine");
      expect(answer.status).toBe(200);
    });

    it.each(["__proto__", "constructor", "prototype", "__proto__[admin]", "constructor.prototype"])(
      "refuses the parameter %s, in JSON and in a form",
      async (name) => {
        const body = JSON.stringify(good(world())).replace("{", `{${JSON.stringify(name)}:{"admin":true},`);
        const answers = [
          await world().post(face, asJson(body)),
          await world().post(face, form(`&${encodeURIComponent(name)}=1`)(world())),
        ];
        for (const answer of answers) {
          expect([answer.status, answer.body["error_description"]]).toEqual([
            400,
            expect.stringContaining(name),
          ]);
        }
        expect(Object.getPrototypeOf({})).not.toHaveProperty("admin");
      },
    );

    it("ignores a member nobody knows", async () => {
      const body = { ...good(world()), proto: 1, constructors: {} };
      expect((await world().post(face, asJson(JSON.stringify(body)))).status).toBe(200);
    });
  });

  describe("on the OAuth face", () => {
    const [, oauth] = faces;
    it.each([
      ["a target nobody knows", { resource: "https://unknown.example" }, "invalid_target"],
      ["a target that is no URI", { resource: "not a uri" }, "invalid_target"],
      ["a permission beyond the mapping's", { scope: "applied-permissions/admin" }, "invalid_scope"],
      ["an actor", { actor_token: "x", actor_token_type: idTokenType }, "invalid_request"],
      [
        "a kind of token that is not issued",
        { requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" },
        "invalid_request",
      ],
      [
        "more targets than anybody has",
        { audience: Array.from({ length: 21 }, () => "x") },
        "invalid_request",
      ],
    ])("refuses %s", async (_what, changes, error) => {
      const answer = await world().exchange(oauth, world().token(), changes);
      expect([answer.status, answer.body["error"]]).toEqual([400, error]);
    });
  });
});

describeHostile("request, slow clients", {}, (world) => {
  it("gives up on bodies that do not come, and serves others meanwhile", async () => {
    const began = performance.now();
    const stalled = faces.map((face) => raw(world(), `${head(face, "content-length: 100")}{"grant`));
    for (const face of faces) await world().expectIssued(face, world().token());
    expect((await Promise.all(stalled)).map(({ status }) => status)).toEqual([408, 408]);
    expect(performance.now() - began).toBeLessThan(18_000);
  });
});

function head(face: Face, headers: string): string {
  return `POST ${face.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`;
}

/** Sends these bytes and reads until the server closes the connection. */
function raw(world: World, request: string): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(world.app.url);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const socket = connect(Number(port), hostname, () =>
    socket.write(request.replace("\r\nhost:", "\r\nconnection: close\r\nhost:")),
  );
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
  });
  socket.on("error", reject);
  socket.on("close", () => {
    expect(received.toLowerCase()).toContain("x-request-id: ");
    resolve({ status: Number(received.slice(9, 12)), text: received });
  });
  return promise;
}
