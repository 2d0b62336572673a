import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import type { MakePlan, PlannedWrite } from "../../../src/core/directory/changes.ts";
import type { Domain, Group } from "../../../src/core/directory/terms.ts";
import { openServices } from "../../services.ts";
import { fresh, mappingDraft, providerDraft } from "../../store/fixtures.ts";
import { administrator as admin } from "../samples.ts";

const workload: Principal = { ...admin, name: "pod", role: "workload" };
const group = (changes: Partial<Group> = {}): Group => ({
  kind: "group",
  id: fresh("group"),
  domainId: "default",
  name: fresh("name"),
  description: "",
  annotations: {},
  ...changes,
});
const written =
  (...writes: readonly PlannedWrite[]): MakePlan<null> =>
  () => ({ ok: true, value: null, writes });

describe("a change of the directory", () => {
  let opened: Awaited<ReturnType<typeof openServices>>;
  beforeAll(async () => {
    opened = await openServices();
  });
  afterAll(() => opened.close());
  const change = <T>(plan: MakePlan<T>, by = admin) =>
    opened.services.configuration.changeDirectory(by, plan);
  const directory = () => opened.services.registry().directory;

  it("is in force before it is answered", async () => {
    const dev = group();
    expect(await change(written({ write: "put", draft: dev }))).toMatchObject({ ok: true });
    expect(directory().get("group", dev.id)).toMatchObject(dev);
  });

  it("is an administrator's only", async () => {
    const dev = group();
    const refused = await change(written({ write: "put", draft: dev }), workload);
    expect(refused).toMatchObject({ ok: false, refusal: { kind: "forbidden" } });
    expect(directory().get("group", dev.id)).toBeUndefined();
  });

  it("is refused as the plan says, and then nothing is written", async () => {
    const { revision } = opened.services.registry();
    const refusal = { kind: "not_found", detail: "There is no such thing." } as const;
    expect(await change(() => ({ ok: false, refusal }))).toEqual({ ok: false, refusal });
    expect(opened.services.registry().revision).toBe(revision);
  });

  it("is planned again from what others wrote meanwhile, so that two never take the same name", async () => {
    const name = fresh("name");
    const theirs = group({ name });
    let planned = 0;
    const take: MakePlan<string> = (registry) => {
      planned += 1;
      const taken = registry.directory.named("group", "default", name);
      if (taken !== undefined) {
        return { ok: false, refusal: { kind: "already_exists", detail: `${taken.id} has it.` } };
      }
      // Another node, which is a little faster.
      void opened.store.configuration.writeTogether(
        [{ write: "put", draft: theirs }],
        registry.revision,
        "bob",
        0,
      );
      const draft = group({ name });
      return { ok: true, value: draft.id, writes: [{ write: "put", draft }] };
    };
    const refusal = { kind: "already_exists", detail: `${theirs.id} has it.` };
    expect(await change(take)).toEqual({ ok: false, refusal });
    expect(planned).toBe(2);
    expect(
      directory()
        .list("group")
        .filter((one) => one.name === name),
    ).toMatchObject([{ id: theirs.id }]);
  });

  it("gives up with a sentence when others write without a pause", async () => {
    const restless: MakePlan<null> = () => {
      void opened.store.configuration.createProvider(providerDraft(), "bob", 0);
      return { ok: true, value: null, writes: [{ write: "put", draft: group() }] };
    };
    expect(await change(restless)).toMatchObject({ ok: false, refusal: { kind: "stale" } });
  });

  it("writes no part that is invalid, and nothing beside it", async () => {
    const dev = group();
    const invalid: readonly PlannedWrite[] = [
      { write: "put", draft: group({ name: "a\u0000b" }) },
      { write: "put", draft: group({ id: "a/b" }) },
      { write: "create_provider", id: fresh("provider"), draft: providerDraft({ name: "a/b" }) },
      { write: "create_mapping", id: fresh("mapping"), draft: { ...mappingDraft("p"), rules: [] } },
    ];
    for (const one of invalid) {
      expect(await change(written({ write: "put", draft: dev }, one))).toMatchObject({
        ok: false,
        refusal: { kind: "invalid" },
      });
    }
    expect(directory().get("group", dev.id)).toBeUndefined();
  });

  it("stops at the most there may be of a kind", async () => {
    const domain = (index: number): Domain => ({
      kind: "domain",
      id: `d${index}`,
      name: `domain ${index}`,
      description: "",
      enabled: true,
      annotations: {},
    });
    // One is there from the beginning.
    const writes = Array.from(
      { length: 999 },
      (_, index): PlannedWrite => ({ write: "put", draft: domain(index) }),
    );
    expect(await change(written(...writes))).toMatchObject({ ok: true });
    expect(await change(written({ write: "put", draft: domain(1000) }))).toMatchObject({
      ok: false,
      refusal: {
        kind: "invalid",
        field: "id",
        detail: "id cannot be taken: there are 1000 domains, the most there may be; delete some first.",
      },
    });
    expect(await change(written({ write: "put", draft: { ...domain(0), name: "renamed" } }))).toMatchObject({
      ok: true,
    });
  });
});
