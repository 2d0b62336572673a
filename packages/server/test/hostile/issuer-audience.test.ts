/** Whose token it is and for whom: both are compared character by character, and neither can be argued with. */

import { describe, expect, it } from "vitest";
import { eachFace } from "./answers.ts";
import { audience, describeHostile, itRefuses, type World } from "./fixture.ts";

const issuedBy = (change: (issuer: string) => unknown) => (world: World) =>
  world.token({ claims: { iss: change(world.issuer.url) } });
const madeFor = (aud: unknown) => (world: World) => world.token({ claims: { aud } });

describeHostile("issuer", {}, (world) => {
  itRefuses(world, [
    { what: "no issuer", make: issuedBy(() => undefined), reason: "missing_claim" },
    ...([null, 5, true, {}, []] as const).map((iss) => ({
      what: `the issuer ${JSON.stringify(iss)}`,
      make: issuedBy(() => iss),
      reason: "bad_claim_type" as const,
    })),
    { what: "a list with the issuer twice", make: issuedBy((url) => [url, url]), reason: "bad_claim_type" },
    ...(
      [
        ["a slash more", (url) => `${url}/`],
        ["a character less", (url) => url.slice(0, -1)],
        ["two issuers in one text", (url) => `${url} ${url}`],
        ["another port", (url) => url.replace(/:\d+/, ":444")],
        ["no encryption", (url) => url.replace("https:", "http:")],
        ["the address instead of the name", (url) => url.replace("localhost", "127.0.0.1")],
        ["a dot segment", (url) => url.replace("/tenant", "/x/../tenant")],
        ["another tenant", (url) => url.replace("/tenant", "/tenant2")],
        ["the path in upper case", (url) => url.replace("/tenant", "/TENANT")],
        ["an encoded letter", (url) => url.replace("/tenant", "/%74enant")],
        ["a tab at the end", (url) => `${url}\t`],
        ["a dot after the host", (url) => url.replace("localhost", "localhost.")],
      ] as const satisfies readonly (readonly [string, (url: string) => string])[]
    ).map(([what, change]) => ({
      what: `the issuer with ${what}`,
      make: issuedBy(change),
      reason: "issuer_mismatch" as const,
    })),
    {
      what: "the right issuer under an imitated name beside a wrong one",
      make: (it) => it.token({ claims: { iss: "https://attacker.example", "\u0131ss": it.issuer.url } }),
      reason: "ambiguous_claim_name",
    },
    {
      what: "a full-width imitation of aud",
      make: (it) => it.token({ claims: { "\uff41ud": "x" } }),
      reason: "ambiguous_claim_name",
    },
    {
      what: "a registered name with an invisible character",
      make: (it) => it.token({ claims: { "su\u200bb": "root" } }),
      reason: "ambiguous_claim_name",
    },
  ]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it("never asks an issuer that no provider trusts, nor the trusted one on its behalf", async () => {
      const asked = world().issuer.requests.length;
      const token = world().token({ key: world().foreign.rsa, claims: { iss: world().canary.origin } });
      await world().expectRefused(face, token, "issuer_mismatch");
      const answer = await world().exchange(face, token, { provider_name: undefined });
      expect(answer.status).toBe(face.face === "access" ? 404 : 400);
      expect(world().issuer.requests.length).toBe(asked);
    });

    it("does not tell a stranger which issuer was expected", async () => {
      const { body } = await world().exchange(face, issuedBy(() => "https://attacker.example")(world()));
      expect(JSON.stringify(body)).not.toContain(new URL(world().issuer.url).host);
    });
  });
});

describeHostile("audience", { provider: { additional_audiences: ["second"] } }, (world) => {
  itRefuses(world, [
    { what: "no audience", make: madeFor(undefined), reason: "missing_claim" },
    ...([null, 1, false, {}, [null], [["x"]], [audience, null]] as const).map((aud) => ({
      what: `the audience ${JSON.stringify(aud)}`,
      make: madeFor(aud),
      reason: "bad_claim_type" as const,
    })),
    ...(
      [
        "",
        [],
        ["second"],
        "second",
        audience.slice(0, -1),
        `${audience}/`,
        audience.toUpperCase(),
        ` ${audience}`,
        `${audience} second`,
        [audience, "third"],
        [audience, audience.toUpperCase()],
        "*",
        "https://sts.hostile.example.attacker.example",
      ] as const
    ).map((aud) => ({
      what: `the audience ${JSON.stringify(aud)}`,
      make: madeFor(aud),
      reason: "audience_mismatch" as const,
    })),
    {
      what: "our own token endpoint as audience",
      make: (it) => it.token({ claims: { aud: `${it.app.url}/oauth2/token` } }),
      reason: "audience_mismatch",
    },
    {
      what: "an audience the request asks for",
      make: madeFor("wanted"),
      members: { audience: "wanted" },
      reason: "audience_mismatch",
    },
  ]);

  describe.each(eachFace)("on the %s", (_, face) => {
    it("tells a caller whose signature holds which audience was expected", async () => {
      const { body } = await world().exchange(face, madeFor("somebody")(world()));
      expect(body["error_description"]).toContain(audience);
    });
    it("accepts the audience beside a listed one", async () => {
      await world().expectIssued(face, madeFor(["second", audience])(world()));
    });
  });
});
