/** A change of the directory on a real database, beside others that write there. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MakePlan, PlannedWrite } from "../src/core/directory/changes.ts";
import type { Group } from "../src/core/directory/terms.ts";
import { administrator as admin } from "./core/samples.ts";
import { openServices } from "./services.ts";
import { fresh, providerDraft } from "./store/fixtures.ts";

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
});
