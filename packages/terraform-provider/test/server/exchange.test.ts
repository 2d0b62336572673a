import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { exchangeIdToken } from "../../src/server/exchange.ts";

it("takes nothing for an access token that could not be sent, and does not repeat it", async () => {
  const http = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ access_token: "hunter2\nhunter2", expires_in: 60 }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const outcome = await exchangeIdToken(
      { url, userAgent: "tests/1", timeoutMs: 20_000 },
      { idToken: "a.b.c", providerName: "ci", projectKey: null, mappingName: null },
    );
    expect(outcome).toMatchObject({ ok: false });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
  } finally {
    http.closeAllConnections();
    http.close();
  }
});
