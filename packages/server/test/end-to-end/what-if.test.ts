/** What-if keeps its word: the same tokens, exchanged before and after the change is really made, fare as it said. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { Random } from "../../../../bench/fuzz/random.ts";
import { patience, tried } from "../properties/property.ts";
import { asAdmin, type Document, exchange, providerOf, startWorld, type World } from "./exchange-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.provider();
});
afterAll(() => world.close());

const side = z.object({ outcome: z.string(), mapping: z.string().nullable(), grant: z.unknown() });
const answer = z.object({
  replayed: z.number(),
  same: z.number(),
  groups: z.array(
    z.object({ kind: z.string(), subject: z.string(), count: z.number(), before: side, after: side }),
  ),
});

const subjects = ["job-1", "job-2", "job-3"];
const refs = ["main", "dev"];

/** Every subject on every branch, exchanged. @returns how each fared, by subject and branch */
async function exchangeAll(): Promise<ReadonlyMap<string, z.output<typeof side>>> {
  const fared = new Map<string, z.output<typeof side>>();
  for (const sub of subjects) {
    for (const ref of refs) {
      const { headers } = await exchange(world.app, "oauth", world.idToken({ sub, ref }));
      const record = await asAdmin(world.app, "GET", `/api/v1/exchanges/${headers.get("x-request-id")}`);
      const { outcome, mapping, details } = z
        .object({
          outcome: z.string(),
          mapping: z.string().nullable(),
          details: z.object({ grant: z.unknown() }),
        })
        .parse(record);
      fared.set(`${sub} ${ref}`, { outcome, mapping, grant: details.grant });
    }
  }
  return fared;
}

/** What an access token says: where no user is granted, it stands for the mapping. */
function standingFor({ outcome, mapping, grant }: z.output<typeof side>): string {
  const user = z.object({ user: z.string().nullable() }).nullable().parse(grant)?.user ?? mapping;
  return JSON.stringify([outcome, outcome === "issued" ? user : null, grant]);
}

function mappingOf(random: Random, name: string): Document {
  return {
    name,
    provider: "ci",
    priority: 1 + random.below(3),
    claims: {
      sub: random.pick([...subjects, "job-*", ["job-1", "job-3"]]),
      ...(random.below(2) === 0 && { ref: random.pick(refs) }),
    },
    grant: random.pick<Document>([
      { groups: ["readers"] },
      { groups: ["writers"] },
      { user: "ci" },
      { admin: true },
    ]),
    lifetime_seconds: random.pick([60, 600]),
  };
}

it("says of each exchange what becomes of the same one once the change is made", patience, async () => {
  const { seed, numRuns } = tried(74, 6);
  const random = new Random(seed);
  const ids = new Map<string, string>();
  for (const name of ["a", "b"]) ids.set(name, String((await world.mapping(mappingOf(random, name)))["id"]));
  const seen = new Set<string>();
  for (let turn = 0; turn < numRuns; turn += 1) {
    const before = await exchangeAll();
    const enabled = random.below(8) > 0;
    const provider = { ...providerOf(world.issuer), enabled };
    const deleted = ids.get("b");
    const change = {
      provider,
      mappings: [mappingOf(random, "a"), mappingOf(random, "c")],
      deleted_mappings: deleted === undefined ? [] : [deleted],
      limit: before.size,
    };
    const told = answer.parse(await asAdmin(world.app, "POST", "/api/v1/what-if", change));
    const nothing = answer.parse(
      await asAdmin(world.app, "POST", "/api/v1/what-if", {
        provider: providerOf(world.issuer),
        limit: before.size,
      }),
    );
    expect([nothing.same, nothing.groups]).toEqual([before.size, []]);

    for (const mapping of change.mappings) {
      const id = ids.get(String(mapping["name"]));
      if (id !== undefined) await asAdmin(world.app, "PUT", `/api/v1/mappings/${id}`, mapping);
      else ids.set(String(mapping["name"]), String((await world.mapping(mapping))["id"]));
    }
    if (deleted !== undefined) await world.app.asAdmin("DELETE", `/api/v1/mappings/${deleted}`);
    ids.delete("b");
    await asAdmin(world.app, "PUT", "/api/v1/providers/ci", provider);
    // A disabled provider records no claims; that it refuses is told by its status.
    const after = enabled
      ? await exchangeAll()
      : new Map([...before.keys()].map((key) => [key, { outcome: "refused", mapping: null, grant: null }]));

    const really = [...before].flatMap(([key, was]) => {
      const is = after.get(key);
      const [subject] = key.split(" ");
      if (is === undefined || standingFor(was) === standingFor(is)) return [];
      return [JSON.stringify([subject, was.outcome, was.grant, is.outcome, is.grant])];
    });
    const said = told.groups.flatMap(({ subject, count, before: was, after: is }) =>
      Array.from({ length: count }, () =>
        JSON.stringify([subject, was.outcome, was.grant, is.outcome, is.grant]),
      ),
    );
    for (const { kind } of told.groups) seen.add(kind);
    expect(said.sort()).toEqual(really.sort());
    expect(told).toMatchObject({ replayed: before.size, same: before.size - really.length });

    if (!enabled) await asAdmin(world.app, "PUT", "/api/v1/providers/ci", providerOf(world.issuer));
    ids.set("b", String((await world.mapping({ ...mappingOf(random, "b") }))["id"]));
    const third = ids.get("c");
    if (third !== undefined) await world.app.asAdmin("DELETE", `/api/v1/mappings/${third}`);
    ids.delete("c");
  }
  expect([...seen].sort()).toEqual(["changed", "gained", "lost"]);
});
