import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { acme, guardedFetch, serve } from "./fetching.ts";

interface Posted {
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Posts one form. @returns what arrived, and what came of it */
async function post(
  status: number,
  answer: string,
  {
    authorization = null,
    headers = {},
  }: { authorization?: string | null; headers?: Record<string, string> } = {},
) {
  const arrived: Posted[] = [];
  const origin = await serve(async (request, response) => {
    arrived.push({ method: request.method, headers: request.headers, body: await text(request) });
    response.writeHead(status, headers).end(answer);
  });
  const fetch = guardedFetch({ origin, ca: "" }, { ca: null, limits: { maxBytes: 100 } });
  const parameters = new URLSearchParams({ code: "é&=" });
  const verdict = await fetch.postForm(`${origin}/token`, acme, { parameters, authorization });
  return { arrived, verdict };
}

describe("a form", () => {
  it("is posted with its type and its length", async () => {
    const { arrived } = await post(200, "{}");
    const body = "code=%C3%A9%26%3D";
    expect(arrived).toMatchObject([
      {
        method: "POST",
        body,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": String(body.length),
          accept: "application/json",
          "accept-encoding": "identity",
          "user-agent": "countersign",
        },
      },
    ]);
  });

  it("is posted with a credential in the header where there is one", async () => {
    const { arrived } = await post(200, "{}", { authorization: "Basic eA==" });
    expect(arrived).toMatchObject([{ headers: { authorization: "Basic eA==" } }]);
  });

  it("is posted without that header where there is none", async () => {
    const { arrived } = await post(200, "{}");
    expect(arrived[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    [200, true],
    [400, false],
    [401, false],
  ])("is answered with status %i: accepted is %s", async (status, accepted) => {
    const { verdict } = await post(status, '{"error":"invalid_grant"}');
    expect(verdict).toEqual({ ok: true, value: { accepted, document: { error: "invalid_grant" } } });
  });

  it.each([201, 403, 500])("is not answered with status %i", async (status) => {
    const { verdict } = await post(status, "{}");
    expect(verdict).toMatchObject({
      refusal: {
        reason: "issuer_unreachable",
        evidence: { provider: "acme", detail: `it answered with status ${status}` },
      },
    });
  });

  it.each([
    ["[]", "it is not a JSON object"],
    [`{"a":"${"x".repeat(100)}"}`, "it is longer than 100 bytes"],
  ])("is not answered by %s", async (answer, detail) => {
    const { verdict } = await post(400, answer);
    expect(verdict).toMatchObject({ refusal: { reason: "issuer_response_invalid", evidence: { detail } } });
  });

  it.each([301, 302, 303, 307, 308])("does not follow a redirect with status %i", async (status) => {
    const { arrived, verdict } = await post(status, "{}", { headers: { location: "/elsewhere" } });
    expect(verdict).toMatchObject({ refusal: { reason: "redirect_refused" } });
    expect(arrived).toHaveLength(1);
  });

  it("lets go of the connection when it is redirected", async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const origin = await serve((_, response) => {
      response.once("close", resolve);
      response.writeHead(302, { location: "/elsewhere" }).write("{");
    });
    const fetch = guardedFetch({ origin, ca: "" }, { ca: null, limits: { timeoutMs: 60_000 } });
    await fetch.postForm(origin, acme, { parameters: new URLSearchParams(), authorization: null });
    await closed;
  });

  it("is not sent to an address that is blocked", async () => {
    const fetch = guardedFetch({ origin: "https://idp.example", ca: "" }, { ca: null });
    const form = { parameters: new URLSearchParams(), authorization: null };
    expect(await fetch.postForm("https://10.0.0.1/token", acme, form)).toMatchObject({
      refusal: { reason: "blocked_address", evidence: { address: "10.0.0.1" } },
    });
  });
});
