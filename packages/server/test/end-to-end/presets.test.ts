/**
 * What the platforms really send: every example of every preset, signed with a real key and exchanged at both
 * faces, by a provider set up as the preset advises.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonArray, isJsonObject, ownMember } from "../../src/core/json.ts";
import type { Claims, JsonObject, JsonValue } from "../../src/core/terms.ts";
import { presets } from "../../src/presets/catalogue.ts";
import type { Preset } from "../../src/presets/preset.ts";
import { asAdmin, claimsFor, exchange, faces, startWorld, type World } from "./exchange-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The claims as of now, and of a token nobody has presented yet. */
function fresh(claims: Claims): JsonObject {
  const shift = world.app.now() - Number(claims["iat"] ?? 0);
  const moved = ["iat", "nbf", "exp"].flatMap((name) =>
    typeof claims[name] === "number" ? [[name, Number(claims[name]) + shift] as const] : [],
  );
  return { ...claims, ...Object.fromEntries(moved), ...("jti" in claims && { jti: crypto.randomUUID() }) };
}

/** The preset's recommended claims, each value that is to be filled in taken from the example. */
function filledIn(recommended: JsonObject, example: JsonObject): JsonObject {
  const fill = (value: JsonValue, given: JsonValue | undefined): JsonValue => {
    if (isJsonObject(value)) return filledIn(value, isJsonObject(given) ? given : {});
    return typeof value === "string" && value.includes("<") && given !== undefined ? given : value;
  };
  return Object.fromEntries(
    Object.entries(recommended).map(([name, value]) => [name, fill(value, ownMember(example, name))]),
  );
}

let count = 0;
/** A provider as the preset advises, with the test issuer's keys in place of the platform's. */
async function providerFor(preset: Preset, claims: Claims): Promise<string> {
  count += 1;
  const name = `provider-${count}`;
  const [first] = [claims["aud"] ?? []].flat();
  await world.provider({
    name,
    preset: preset.id,
    issuer_url: claims["iss"],
    key_source: { kind: "jwks_uri", url: world.issuer.jwksUri },
    audience: first ?? null,
    algorithms: preset.algorithms,
    replay: preset.replay.recommended,
    max_token_lifetime_seconds: 86_400,
  });
  return name;
}

const examples = presets.flatMap((preset) =>
  preset.examples.map((example) => ({ preset, example, name: `${preset.id}: ${example.title}` })),
);

describe.each(faces)("at the %s face", (face) => {
  it.each(examples)("the subject of $name is exchanged", async ({ preset, example }) => {
    const provider = await providerFor(preset, example.claims);
    const { sub } = example.claims;
    await world.mapping({ name: "by-subject", provider, claims: { sub }, grant: { groups: ["readers"] } });
    const claims = await claimsFor(world.app, face, world.issuer.sign(fresh(example.claims)), {
      provider_name: provider,
    });
    expect(claims).toMatchObject({ sub: `${provider}/by-subject`, iss: world.app.url });
  });

  it.each(presets.filter(({ examples }) => examples.length > 0))(
    "the claims recommended for $id accept its first example and nobody else's",
    async (preset) => {
      const example = preset.examples[0]?.claims ?? {};
      const provider = await providerFor(preset, example);
      const claims = filledIn(preset.recommendedClaims, example);
      await world.mapping({ name: "recommended", provider, claims, grant: { groups: ["readers"] } });
      const accepted = await exchange(world.app, face, world.issuer.sign(fresh(example)), {
        provider_name: provider,
      });
      expect(accepted).toMatchObject({ status: 200 });

      const stranger = ofSomebodyElse(claims, fresh(example));
      const refused = await exchange(world.app, face, world.issuer.sign(stranger), {
        provider_name: provider,
      });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(await reasonOf(refused.headers)).toBe("no_matching_mapping");
    },
  );
});

async function reasonOf(headers: Headers): Promise<unknown> {
  const record = await asAdmin(world.app, "GET", `/api/v1/exchanges/${headers.get("x-request-id")}`);
  return record["reason"];
}

/** The example with another value in the first claim that the mapping asks for. */
function ofSomebodyElse(wanted: JsonObject, example: JsonObject): JsonObject {
  const [name = "", inner] = Object.entries(wanted)[0] ?? [];
  const given = ownMember(example, name);
  if (isJsonObject(inner) && isJsonObject(given)) {
    return { ...example, [name]: ofSomebodyElse(inner, given) };
  }
  return { ...example, [name]: isJsonArray(given) ? ["x"] : `${String(given)}x` };
}
