/** The code for the ID token, over the guarded fetch as it is in use: through a proxy, with the provider's authority. */

import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllowList } from "../../src/oidc/address-policy.ts";
import { redeemCode } from "../../src/oidc/code-flow.ts";
import { createGuardedFetch, defaultFetchLimits } from "../../src/oidc/guarded-fetch.ts";
import { makeSelfSigned, startProxy, type TestProxy } from "../outbound-proxy.ts";
import { providerFor } from "./provider.ts";

describe("the token endpoint", () => {
  let proxy: TestProxy;
  let authority: string;
  let host: string;
  let close: () => void;
  const asked: { readonly authorization: string | undefined; readonly form: string }[] = [];

  beforeAll(async () => {
    const pair = await makeSelfSigned();
    authority = pair.cert;
    const server = createServer(pair, async (request, response) => {
      asked.push({ authorization: request.headers.authorization, form: await text(request) });
      response.end(JSON.stringify({ id_token: "an.id.token" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => void server.close();
    proxy = await startProxy();
  });
  afterAll(() => {
    proxy.close();
    close();
  });

  function redeem(caCertificates: string | null, useProxy: boolean) {
    const fetch = createGuardedFetch({
      allow: parseAllowList([`https://${host}`]).list,
      caCertificates: null,
      outboundProxy: { url: `http://${proxy.authority}`, caCertificates: null },
      limits: defaultFetchLimits,
    });
    return redeemCode(
      fetch,
      providerFor("https://acme.example", { caCertificates, useProxy }),
      { authorization: "", token: `https://${host}/token`, sendsIssuer: false, secretInForm: false },
      { clientId: "console", clientSecret: "100% of it" },
      { redirectUri: "https://sts.example/console/sign-in/callback", codeVerifier: "verifier", code: "code" },
    );
  }
  const redeemed = { ok: true, value: { ok: true, idToken: "an.id.token" } };

  it("is asked through the outbound proxy where the provider is, and told the code end to end", async () => {
    const before = proxy.seen.length;
    expect(await redeem(authority, true)).toEqual(redeemed);
    expect(proxy.seen.slice(before).map(({ target }) => target)).toEqual([host]);
    expect(asked.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from("console:100%25+of+it").toString("base64")}`,
    );
    expect(Object.fromEntries(new URLSearchParams(asked.at(-1)?.form))).toEqual({
      grant_type: "authorization_code",
      code: "code",
      redirect_uri: "https://sts.example/console/sign-in/callback",
      code_verifier: "verifier",
    });
  });

  it("is trusted by the provider's own authority, and told nothing without it", async () => {
    expect(await redeem(authority, false)).toEqual(redeemed);
    const before = asked.length;
    expect(await redeem(null, false)).toMatchObject({ refusal: { reason: "issuer_unreachable" } });
    expect(asked.length).toBe(before);
  });
});
