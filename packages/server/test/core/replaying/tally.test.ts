/** How differences are put into groups, and in which order these are told. */

import { describe, expect, it } from "vitest";
import { mappingOf, ruleOf } from "../samples.ts";
import { grantOf, recordOf, registryOf, whatIf } from "./replayed.ts";

const granting = (sub: string, change: Partial<ReturnType<typeof grantOf>> = {}, groups = ["readers"]) =>
  mappingOf({ sub }, { name: sub, rules: [ruleOf({ sub }, { ...grantOf(...groups), ...change })] });

describe("differences", () => {
  it("are of the subject, where it is a text", () => {
    const wide = mappingOf({ kind: "job" });
    const records = [recordOf({ kind: "job", sub: 7 }), recordOf({ kind: "job" })];
    const { groups } = whatIf(registryOf([]), registryOf([wide]), records);
    expect(groups).toMatchObject([{ subject: "", count: 2 }]);
  });

  it("of one kind are told by how often they happen", () => {
    const subjects = ["thrice", "thrice", "thrice", "twice", "twice", "once"];
    const records = subjects.map((sub) => recordOf({ sub }));
    const mappings = ["once", "twice", "thrice"].map((sub) => granting(sub));
    const { groups } = whatIf(registryOf([]), registryOf(mappings), records);
    expect(groups.map(({ subject }) => subject)).toEqual(["thrice", "twice", "once"]);
  });

  it("that happen as often are told by when that was last", () => {
    const records = ["early", "late", "later"].map((sub) => recordOf({ sub }));
    const mappings = ["early", "late", "later"].map((sub) => granting(sub));
    for (const read of [records, records.toReversed()]) {
      const { groups } = whatIf(registryOf([]), registryOf(mappings), read);
      expect(groups.map(({ subject }) => subject)).toEqual(["later", "late", "early"]);
    }
  });

  it.each<["admin" | "operator"]>([["admin"], ["operator"]])(
    "by which somebody comes to be an %s are told first, and others of whoever is one already are not",
    (member) => {
      const grave = { [member]: true };
      const before = registryOf([granting("becomes"), granting("is", grave), granting("was", grave)]);
      const after = registryOf([
        granting("becomes", grave),
        granting("gains", grave),
        granting("is", grave, ["writers"]),
        granting("was"),
        granting("other"),
      ]);
      const subjects = ["becomes", "gains", "gains", "is", "was", "other", "other"];
      const records = subjects.map((sub) => recordOf({ sub }));
      expect(whatIf(before, after, records).groups.map(({ subject }) => subject)).toEqual([
        "gains",
        "becomes",
        "other",
        "was",
        "is",
      ]);
    },
  );

  it("by which an administrator comes to be an operator are told first", () => {
    const before = registryOf([granting("a", { admin: true })]);
    const after = registryOf([granting("a", { admin: true, operator: true }), granting("b")]);
    const records = ["a", "b", "b"].map((sub) => recordOf({ sub }));
    expect(whatIf(before, after, records).groups.map(({ subject }) => subject)).toEqual(["a", "b"]);
  });
});
