/** What is issued, and where it is good: access tokens, reference tokens, and the keys that vouch for them. */

import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp } from "../app.ts";
import {
  accessTokenIn,
  answerOf,
  claimsFor,
  decode,
  exchange,
  faces,
  startWorld,
  type World,
} from "./exchange-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ COUNTERSIGN_SIGNING_ALG: "ES256,RS256,EdDSA" });
  await world.provider();
  await world.mapping({ name: "plain", claims: { sub: "job-1" }, grant: { groups: ["readers"] } });
  await world.mapping({
    name: "elsewhere",
    claims: { sub: "job-2" },
    grant: { user: "Dana", own_permissions: true },
    audience: ["https://api.example", "registry@*"],
    lifetime_seconds: 120,
  });
  await world.mapping({ name: "all", claims: { sub: "admin-job" }, grant: { admin: true } });
});
afterAll(() => world.close());

describe.each(faces)("an access token of the %s face", (face) => {
  it("verifies with a stock library against the published keys", async () => {
    const token = accessTokenIn(await exchange(world.app, face, world.idToken()));
    const keys = createRemoteJWKSet(new URL(`${world.app.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(token, keys, { issuer: world.app.url, audience: world.app.url });
    expect(payload["sub"]).toBe("ci/plain");
  });

  it("is for this server when the mapping names no audience", async () => {
    expect((await claimsFor(world.app, face, world.idToken()))["aud"]).toBe(world.app.url);
  });

  it("lives as long as the mapping says, from now", async () => {
    const claims = await claimsFor(world.app, face, world.idToken({ sub: "job-2" }));
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(120);
    expect(Math.abs(Number(claims["iat"]) - world.app.now())).toBeLessThanOrEqual(2);
  });

  it("lives no longer than the maximum of now, whatever was allowed when the mapping was saved", async () => {
    await using stricter = new AsyncDisposableStack();
    const app = await startApp({
      COUNTERSIGN_DATA_DIR: world.app.dataDir,
      COUNTERSIGN_ISSUER_ALLOW: world.issuer.origin,
      COUNTERSIGN_MAX_TOKEN_TTL: "60",
    });
    stricter.defer(() => app.close());
    const answer = await exchange(app, face, world.idToken({ sub: "job-2" }));
    const claims = decode(accessTokenIn(answer));
    expect([Number(claims["exp"]) - Number(claims["iat"]), answer.document["expires_in"]]).toEqual([60, 60]);
  });

  it("has an id that no other token has", async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await claimsFor(world.app, face, world.idToken()))["jti"]),
    );
    expect(new Set(ids).size).toBe(20);
  });

  it("is no credential on the other faces", async () => {
    const token = accessTokenIn(await exchange(world.app, face, world.idToken({ sub: "admin-job" })));
    const elsewhere = { access: "/api/v1/whoami", oauth: "/access/api/v1/oidc" }[face];
    for (const path of [elsewhere, "/api/v1/whoami"]) {
      const { status } = await world.app.send(path, { headers: { authorization: `Bearer ${token}` } });
      expect(status).toBe(401);
    }
  });
});

describe("the JFrog layout", () => {
  it("has a payload that decodes with either base64 alphabet", async () => {
    const groups = ["Ünïcödé-ÿÿÿ", "a?b>c~d", "日本語"];
    for (const [index, name] of groups.entries()) {
      const sub = `letters-${index}`;
      await world.mapping({ name: sub, claims: { sub }, grant: { groups: [name, `${name}??>>`] } });
      const token = accessTokenIn(await exchange(world.app, "access", world.idToken({ sub })));
      expect(token.split(".")[1]).toMatch(/^[A-Za-z0-9]+$/);
      expect(decode(token)["scp"]).toContain(name);
    }
  });

  it("says user, scope and audience as that platform's clients read them", async () => {
    const token = accessTokenIn(await exchange(world.app, "access", world.idToken({ sub: "job-2" })));
    expect(decodeProtectedHeader(token)).toMatchObject({ ver: "2", typ: "JWT" });
    expect(decode(token)).toMatchObject({
      sub: expect.stringMatching(/^jfac@01[0-9a-z]{24}\/users\/dana$/),
      scp: "applied-permissions/user",
      aud: ["https://api.example", "registry@*"],
    });
  });
});

describe("the RFC 9068 layout", () => {
  it("has every claim the profile requires, and its type", async () => {
    const token = accessTokenIn(await exchange(world.app, "oauth", world.idToken({ sub: "job-2" })));
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: "at+jwt", alg: "ES256" });
    expect(decode(token)).toEqual({
      iss: world.app.url,
      sub: "Dana",
      aud: "https://api.example",
      client_id: "ci",
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

describe("a reference token", () => {
  const withReference = async (sub: string) => {
    const answer = await exchange(world.app, "access", world.idToken({ sub }), {
      include_reference_token: true,
    });
    return { token: accessTokenIn(answer), reference: String(answer.document["reference_token"]) };
  };
  const bearer = (credential: string, method = "GET", body?: unknown) => ({
    method,
    headers: {
      authorization: `Bearer ${credential}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

  it("has the form that secret scanners look for", async () => {
    expect((await withReference("job-1")).reference).toMatch(/^cmVmdGtu[A-Za-z0-9]{56}$/);
  });

  it("is given only when it is asked for", async () => {
    const { document } = await exchange(world.app, "access", world.idToken());
    expect(document).not.toHaveProperty("reference_token");
  });

  it("manages integrations wherever its administrator's token does, and nowhere else", async () => {
    const { token, reference } = await withReference("admin-job");
    for (const [index, credential] of [token, reference].entries()) {
      const name = `made-by-${index}`;
      const path = `/access/api/v1/oidc/${name}`;
      const body = { name, issuer_url: "https://issuer.example", audience: "x" };
      const statuses = [
        await world.app.send("/access/api/v1/oidc", bearer(credential, "POST", body)),
        await world.app.send(path, bearer(credential)),
        await world.app.send(path, bearer(credential, "PUT", { ...body, description: "changed" })),
        await world.app.send(path, bearer(credential, "DELETE")),
        await world.app.send("/api/v1/whoami", bearer(credential)),
        await world.app.send("/api/v1/providers", bearer(credential)),
      ].map(({ status }) => status);
      expect(statuses).toEqual([201, 200, 200, 204, 401, 401]);
    }
  });

  it("manages nothing when its token does not", async () => {
    const { token, reference } = await withReference("job-1");
    for (const credential of [token, reference]) {
      expect((await world.app.send("/access/api/v1/oidc", bearer(credential))).status).toBe(403);
    }
  });

  it("ends with its token", async () => {
    const { token, reference } = await withReference("admin-job");
    world.app.advance(3_601);
    for (const credential of [token, reference]) {
      expect((await world.app.send("/access/api/v1/oidc", bearer(credential))).status).toBe(401);
    }
    world.app.advance(-3_601);
  });
});

it("keeps keys, tokens and configuration over a restart", async () => {
  const { token, reference } = await (async () => {
    const answer = await exchange(world.app, "access", world.idToken({ sub: "admin-job" }), {
      include_reference_token: true,
    });
    return { token: accessTokenIn(answer), reference: String(answer.document["reference_token"]) };
  })();
  const published = () => world.app.send("/.well-known/jwks.json").then((answer) => answer.json());
  const before = await published();
  await world.app.restart();
  expect(await published()).toEqual(before);
  for (const credential of [token, reference]) {
    const answer = await answerOf(
      await world.app.send("/access/api/v1/oidc/ci", { headers: { authorization: `Bearer ${credential}` } }),
    );
    expect(answer).toMatchObject({ status: 200, document: { name: "ci" } });
  }
  expect((await exchange(world.app, "oauth", world.idToken())).status).toBe(200);
});
