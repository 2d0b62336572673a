/**
 * Tokens in the wrong place: our own as subject tokens, one face's at another, somebody's ID token as a
 * credential, and any of them after its time. Each opens exactly the door it was made for.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, eachFace, faces } from "./answers.ts";
import { compact, describeHostile, segmentsOf } from "./fixture.ts";

const [access, oauth] = faces;
/** What a credential is tried on. */
const doors = { access: "/access/api/v1/oidc", admin: "/api/v1/providers" } as const;

describeHostile("cross-token", {}, (world) => {
  beforeAll(async () => {
    await world().create("/api/v1/mappings", {
      name: "boss",
      provider: "ci",
      claims: { sub: "boss" },
      grant: { admin: true },
      lifetime_seconds: 600,
    });
  });

  const knock = (door: keyof typeof doors, credential: string) =>
    world().app.send(doors[door], { headers: { authorization: `Bearer ${credential}` } });
  const statusAt = async (door: keyof typeof doors, credential: string) =>
    (await knock(door, credential)).status;
  const boss = () => world().token({ claims: { sub: "boss" } });
  const issued = (answer: Answer, member = "access_token") => String(answer.body[member]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it.each(eachFace)("refuses an access token made on the %s as subject token", async (_name, origin) => {
      const own = issued(await world().expectIssued(origin, world().token()));
      const answer = await world().exchange(face, own);
      expect(answer.status).toBe(face.face === "access" ? 401 : 400);
      const unnamed = await world().exchange(face, own, { provider_name: undefined });
      expect(unnamed.status).toBeGreaterThanOrEqual(400);
      expect(await world().reasonOf(own)).toMatch(/^(issuer_mismatch|token_type_mismatch)$/);
    });

    it("refuses a reference token as subject token", async () => {
      const answer = await world().expectIssued(face, world().token(), { include_reference_token: true });
      await world().expectRefused(face, issued(answer, "reference_token"), "malformed_token");
    });

    it("refuses the administrator's secret as subject token", async () => {
      await world().expectRefused(face, world().app.adminToken, "malformed_token");
    });

    it("refuses an ID token that says it is an access token", async () => {
      const token = world().token({ header: { typ: "at+jwt" } });
      await world().expectRefused(face, token, "token_type_mismatch");
      // Nothing but what the caller sent is told, and what to send instead.
      const { body } = await world().exchange(face, token);
      expect(body["error_description"]).toMatch(/at\+jwt.*Send the ID token.*--oidc-token-id/);
      await world().expectRefused(
        face,
        world().token({ header: { typ: "application/AT+JWT" } }),
        "token_type_mismatch",
      );
    });

    it("refuses a token of ours signed by somebody else", async () => {
      const own = issued(await world().expectIssued(face, world().token()));
      const [header, payload] = segmentsOf(own);
      const forged = compact(header, payload, segmentsOf(world().token({ key: world().foreign.ec }))[2]);
      expect([await statusAt("access", forged), await statusAt("admin", forged)]).toEqual([401, 401]);
    });

    it("refuses subject tokens as credentials", async () => {
      expect([await statusAt("access", boss()), await statusAt("admin", boss())]).toEqual([401, 401]);
    });

    it("takes no token of an exchange on the admin API", async () => {
      const answer = await world().expectIssued(face, boss(), { include_reference_token: true });
      expect(await statusAt("admin", issued(answer))).toBe(401);
      expect(await statusAt("admin", issued(answer, "reference_token"))).toBe(401);
    });

    it("carries nothing of the subject token that the mapping did not grant", async () => {
      const secret = "claim-nobody-granted";
      const own = issued(await world().expectIssued(face, world().token({ claims: { email: secret } })));
      expect(Buffer.from(segmentsOf(own)[1], "base64url").toString()).not.toContain(secret);
    });
  });

  it("takes an administrator's token and its reference token on the JFrog face, until they expire", async () => {
    const answer = await world().expectIssued(access, boss(), { include_reference_token: true });
    const credentials = [issued(answer), issued(answer, "reference_token")];
    for (const credential of credentials) expect(await statusAt("access", credential)).toBe(200);
    world().app.advance(601);
    for (const credential of credentials) expect(await statusAt("access", credential)).toBe(401);
  });

  it("takes no OAuth token on the JFrog face", async () => {
    const answer = await world().expectIssued(oauth, boss(), { include_reference_token: true });
    expect(await statusAt("access", issued(answer))).toBe(401);
    expect(await statusAt("access", issued(answer, "reference_token"))).toBe(401);
  });

  it("lets a workload's token on the JFrog face manage nothing", async () => {
    const own = issued(await world().expectIssued(access, world().token()));
    expect(await statusAt("access", own)).toBe(403);
    const created = await world().app.send(doors.access, {
      method: "POST",
      headers: { authorization: `Bearer ${own}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(created.status).toBe(403);
  });

  it.each([
    ["its payload changed", (own: string) => changePayload(own, { sub: "somebody-else" })],
    ["a longer life", (own: string) => changePayload(own, { exp: 4_000_000_000 })],
    ["no signature", (own: string) => compact(...twoOf(own), "")],
    [
      "alg none",
      (own: string) => compact(Buffer.from('{"alg":"none"}').toString("base64url"), segmentsOf(own)[1], ""),
    ],
    ["a character more", (own: string) => `${own}A`],
    ["a part of it", (own: string) => own.slice(0, -4)],
  ])("takes no token of ours with %s", async (_what, change) => {
    const own = issued(await world().expectIssued(access, boss()));
    expect(await statusAt("access", change(own))).toBe(401);
  });

  it.each([
    [
      "another last character",
      (reference: string) => reference.slice(0, -1) + (reference.endsWith("A") ? "B" : "A"),
    ],
    ["other letter case", (reference: string) => reference.toLowerCase()],
    ["white space", (reference: string) => `${reference} x`],
    ["nothing but its beginning", (reference: string) => reference.slice(0, 20)],
  ])("takes no reference token with %s", async (_what, change) => {
    const answer = await world().expectIssued(access, boss(), { include_reference_token: true });
    expect(await statusAt("access", change(issued(answer, "reference_token")))).toBe(401);
  });

  it.each([
    ["none", {}],
    ["an empty one", { authorization: "Bearer " }],
    ["another scheme", { authorization: "Digest x" }],
    ["a secret of our form that nobody has", { authorization: `Bearer ${"A".repeat(64)}` }],
    ["forty thousand characters", { authorization: `Bearer ${"A".repeat(20_000)}` }],
  ])("asks for a credential where there is %s", async (_what, headers) => {
    for (const path of Object.values(doors)) {
      const answer = await world().app.send(path, { headers });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
        401,
        expect.stringMatching(/^Bearer /),
      ]);
    }
  });

  it("keeps an issued token's own life when its mapping is deleted, and issues no more", async () => {
    const mapping = await world().create("/api/v1/mappings", {
      name: "short-lived",
      provider: "ci",
      claims: { sub: "short-lived" },
      grant: { admin: true },
    });
    const token = world().token({ claims: { sub: "short-lived" } });
    const own = issued(await world().expectIssued(access, token));
    expect((await world().app.asAdmin("DELETE", `/api/v1/mappings/${String(mapping["id"])}`)).status).toBe(
      204,
    );
    expect(await statusAt("access", own)).toBe(200);
    await world().expectRefused(access, token, "no_matching_mapping");
  });
});

function twoOf(token: string): [string, string] {
  const [header, payload] = segmentsOf(token);
  return [header, payload];
}

function changePayload(token: string, members: object): string {
  const [header, payload, signature] = segmentsOf(token);
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...members };
  return compact(header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature);
}
