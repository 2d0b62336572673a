import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/drafting/json/json-value.ts";
import { newMapping, withGrant } from "../../src/drafting/mapping/mapping-document.ts";
import {
  isChanged,
  isReadable,
  type MappingAction,
  mappingState,
  reduceMapping,
} from "../../src/drafting/mapping/mapping-state.ts";

const document: JsonObject = {
  name: "release",
  provider: "github",
  claims: { ref: "refs/heads/main" },
  grant: { groups: ["deployers"] },
  lifetime_seconds: 60,
};

function stateAfter(...actions: readonly MappingAction[]) {
  return actions.reduce(reduceMapping, mappingState(document));
}

describe("form and JSON in step", () => {
  it("a change in the form is in the JSON", () => {
    const state = stateAfter({ kind: "edited", document: withGrant(document, { groups: ["a", "b"] }) });
    expect(JSON.parse(state.text).grant).toEqual({ groups: ["a", "b"] });
  });

  it("a change in the JSON is in every field, and the text stays as it was typed", () => {
    const text = '{ "name": "x", "priority": 3, "claims": {"a": 1}, "lifetime_seconds": 90 }';
    const state = stateAfter({ kind: "json_typed", text });
    expect(state).toMatchObject({ text, priority: { text: "3" }, minutes: { text: "1:30" } });
    expect(JSON.parse(state.claimsText)).toEqual({ a: 1 });
  });

  it("JSON that breaks off keeps the last good document, and says where", () => {
    const state = stateAfter({ kind: "json_typed", text: '{\n "name": }' });
    expect(state).toMatchObject({ document, problem: { line: 2, column: 10 } });
    expect(isReadable(state)).toBe(false);
    expect(reduceMapping(state, { kind: "json_reverted" })).toMatchObject({ document, problem: null });
  });

  it("claims that break off leave the document, and the JSON beside it, alone", () => {
    const state = stateAfter({ kind: "claims_typed", text: '{ "ref": ' });
    expect(state).toMatchObject({ document, problem: null, claimsText: '{ "ref": ' });
    expect(state.claimsProblem).toMatchObject({ line: 1, column: 10 });
  });

  it("half-typed claims stay while another field is changed", () => {
    const state = stateAfter(
      { kind: "claims_typed", text: '{ "ref": ' },
      { kind: "edited", document: { ...document, description: "d" } },
    );
    expect(state).toMatchObject({ claimsText: '{ "ref": ', document: { description: "d" } });
  });

  it("one minute is stored as 60 seconds, and a time that is none is not stored", () => {
    expect(newMapping("github", null)["lifetime_seconds"]).toBe(60);
    expect(stateAfter({ kind: "minutes_typed", text: "10" }).document["lifetime_seconds"]).toBe(600);
    const wrong = stateAfter({ kind: "minutes_typed", text: "soon" });
    expect(wrong.document).toEqual(document);
    expect(wrong.minutes.problem).toMatch(/^Write minutes/);
  });

  it("a blank priority is left out, one that is no rank is told and not stored", () => {
    expect(stateAfter({ kind: "priority_typed", text: "2" }).document["priority"]).toBe(2);
    expect(Object.keys(stateAfter({ kind: "priority_typed", text: "" }).document)).not.toContain("priority");
    expect(stateAfter({ kind: "priority_typed", text: "0" })).toMatchObject({
      document,
      priority: { text: "0" },
    });
  });

  it("a repair is applied, shown in every field, and undone", () => {
    const repaired = stateAfter({
      kind: "repaired",
      patch: { claims: { repository_id: "1" }, lifetime_seconds: 120 },
    });
    expect(repaired.document["claims"]).toEqual({ ref: "refs/heads/main", repository_id: "1" });
    expect(repaired.minutes.text).toBe("2");
    expect(JSON.parse(repaired.claimsText)).toHaveProperty("repository_id");
    expect(reduceMapping(repaired, { kind: "undone" })).toEqual(mappingState(document));
  });

  it("knows what would be lost on leaving", () => {
    expect(isChanged(stateAfter(), document)).toBe(false);
    expect(isChanged(stateAfter({ kind: "minutes_typed", text: "soon" }), document)).toBe(true);
    expect(isChanged(stateAfter({ kind: "minutes_typed", text: "2" }), document)).toBe(true);
    expect(
      isChanged(
        stateAfter({ kind: "minutes_typed", text: "2" }, { kind: "minutes_typed", text: "1" }),
        document,
      ),
    ).toBe(false);
  });

  it("rules and members the form does not know are kept through every change of a field", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom("1", "", "7"),
        (extra, priority) => {
          const rules = [{ when: [], grant: {} }];
          const { priority: _, ...rest } = extra;
          const given = { ...rest, name: "a", rules } as JsonObject;
          const state = reduceMapping(mappingState(given), { kind: "priority_typed", text: priority });
          const { priority: __, ...kept } = state.document;
          expect(kept).toEqual(given);
        },
      ),
      { seed: 7 },
    );
  });
});
