/** Single use: one exchange for one token, however it is spelled, wherever it is sent, whenever it comes back. */

import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { eachFace, faces } from "./answers.ts";
import { audience, compact, describeHostile, segmentsOf, subject, type World } from "./fixture.ts";

const singleUse = (key: object) => ({ replay: { policy: "single_use", key } });
const [access, oauth] = faces;

describeHostile("replay", { provider: singleUse({ kind: "jti" }) }, (world) => {
  beforeAll(async () => {
    const { issuer } = world();
    const common = { issuer_url: issuer.url, audience, ca_certificates: issuer.ca };
    await provide(world(), { name: "twin", ...common, ...singleUse({ kind: "jti" }) });
    await provide(world(), {
      name: "runs",
      ...common,
      ...singleUse({ kind: "claims", names: ["run", "attempt"] }),
    });
    await provide(world(), { name: "whole", ...common, ...singleUse({ kind: "payload" }) });
  });

  describe.each(eachFace)("on the %s", (_, face) => {
    it("refuses the same token a second time", async () => {
      const token = world().token();
      await world().expectIssued(face, token);
      await world().expectRefused(face, token, "replayed");
    });

    it("refuses another token with the same jti", async () => {
      const jti = crypto.randomUUID();
      await world().expectIssued(face, world().token({ claims: { jti } }));
      const other = world().token({
        claims: { jti, exp: world().app.now() + 200 },
        key: world().key("ed-1"),
      });
      await world().expectRefused(face, other, "replayed");
    });

    it("refuses the other valid signature of the same elliptic-curve token", async () => {
      const token = world().token({ key: world().key("ec-1") });
      await world().expectIssued(face, token);
      await world().expectRefused(face, withOtherS(token), "replayed");
    });

    it("issues exactly one token to fifty clients at once", async () => {
      const token = world().token();
      const answers = await Promise.all(Array.from({ length: 50 }, () => world().exchange(face, token)));
      const refused = face === access ? 401 : 400;
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(refused)]);
    });

    it("still refuses after a restart", async () => {
      const token = world().token();
      await world().expectIssued(face, token);
      await world().app.restart();
      await world().expectRefused(face, token, "replayed");
    });

    it("still refuses after the sweep ran while the machine's clock was an hour ahead", async () => {
      const token = world().token();
      await world().expectIssued(face, token);
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      onTestFinished(() => void vi.useRealTimers());
      // The next start hangs the recurring tasks on timers in our hands.
      await world().app.restart();
      world().app.stepWallClock(3_600);
      await vi.advanceTimersByTimeAsync(60_000);
      world().app.stepWallClock(-3_600);
      vi.useRealTimers();
      // Waits for the sweep to end.
      await world().app.restart();
      await world().expectRefused(face, token, "replayed");
    });

    it("still refuses in the last second in which the token holds, and after that", async () => {
      const token = world().token();
      await world().expectIssued(face, token);
      world().app.advance(325);
      await world().expectRefused(face, token, "replayed");
      world().app.advance(10);
      await world().expectRefused(face, token, "expired");
    });

    it("does not use up a token by refusing it", async () => {
      const token = world().token();
      await world().expectRefused(face, token, "no_matching_mapping", { identity_mapping_name: "person" });
      await world().expectRefused(face, token, "mapping_not_found", { identity_mapping_name: "nothing" });
      expect((await world().exchange(face, token, { subject_token_type: "x" })).status).toBe(400);
      await world().expectIssued(face, token);
    });

    it("does not use up a token by explaining it, and foretells the replay", async () => {
      const token = world().token();
      expect(await world().reasonOf(token)).toBeNull();
      expect(await world().reasonOf(token)).toBeNull();
      await world().expectIssued(face, token);
      expect(await world().reasonOf(token)).toBe("replayed");
    });

    it("keeps what one provider has seen apart from another's", async () => {
      const token = world().token();
      await world().expectIssued(face, token);
      await world().expectIssued(face, token, { provider_name: "twin" });
      await world().expectRefused(face, token, "replayed", { provider_name: "twin" });
    });

    it("knows a run by the claims that name it", async () => {
      const run = crypto.randomUUID();
      const members = { provider_name: "runs" };
      await world().expectIssued(face, world().token({ claims: { run, attempt: 1 } }), members);
      await world().expectRefused(face, world().token({ claims: { run, attempt: 1 } }), "replayed", members);
      await world().expectIssued(face, world().token({ claims: { run, attempt: "1" } }), members);
      await world().expectRefused(face, world().token({ claims: { run } }), "missing_claim", members);
    });

    it("knows a token by its claims, whoever of the issuer's keys signed", async () => {
      const claims = { jti: crypto.randomUUID(), iat: world().app.now(), exp: world().app.now() + 100 };
      const members = { provider_name: "whole" };
      await world().expectIssued(face, world().token({ claims }), members);
      const again = world().token({ claims, key: world().key("ec-1") });
      await world().expectRefused(face, again, "replayed", members);
    });
  });

  it("refuses on one face what was used on the other", async () => {
    const token = world().token();
    await world().expectIssued(oauth, token);
    await world().expectRefused(access, token, "replayed");
  });
});

async function provide(world: World, provider: { readonly name: string }): Promise<void> {
  await world.create("/api/v1/providers", provider);
  await world.create("/api/v1/mappings", {
    name: "main",
    provider: provider.name,
    claims: { sub: subject },
    grant: { groups: ["deployers"] },
  });
}

/** Order of the P-256 group: s and order - s sign the same. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function withOtherS(token: string): string {
  const [header, payload, signature] = segmentsOf(token);
  const bytes = Buffer.from(signature, "base64url");
  const s = order - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
  const other = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  return compact(header, payload, other.toString("base64url"));
}
