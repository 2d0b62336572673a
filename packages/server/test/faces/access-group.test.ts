import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/directory/terms.ts";
import { sameJson } from "../../src/core/json.ts";
import type { JsonObject, JsonValue } from "../../src/core/terms.ts";
import { toChangedGroup, toGroupDocument, toNewGroup } from "../../src/faces/access/translate-group.ts";
import { readGroupChange, readNewGroup } from "../../src/faces/access/wire-group.ts";
import { readStoredJson } from "../../src/jws/stored-json.ts";
import { tried } from "../properties/property.ts";
import { groups, mustRead } from "./access-documents.ts";

const seeded = tried(29, 300);
const defaults = { auto_join: false, admin_privileges: false };

/** The draft as it comes back from the store. */
const kept = (draft: Group): Group => readStoredJson<Group>(JSON.stringify(draft));
const groupOf = (document: JsonObject) => kept(toNewGroup(mustRead(readNewGroup(document)), "id"));

/** Members called `__proto__` count like others, which `toEqual` would not see. */
function expectSame(shown: JsonValue, sent: JsonValue): void {
  expect(sameJson(shown, sent) ? null : { shown, sent }).toBeNull();
}

describe("a group", () => {
  it("is read back exactly as it was sent, with the vendor's defaults and its realm", () => {
    fc.assert(
      fc.property(groups, (document) => {
        expectSame(toGroupDocument(groupOf(document)), { ...defaults, ...document, realm: "internal" });
      }),
      seeded,
    );
  });

  it("has after a change what the change says, not what it says is null, and the rest as it was", () => {
    fc.assert(
      fc.property(groups, groups, (first, { name: _, ...change }) => {
        const standing = groupOf(first);
        const changed = kept(toChangedGroup(standing, mustRead(readGroupChange(change, standing.name))));
        const left = Object.entries({ ...first, ...change }).filter(
          ([member, value]) => !(Object.hasOwn(change, member) && value === null),
        );
        const expected = { ...defaults, ...Object.fromEntries(left), realm: "internal" };
        expectSame(toGroupDocument(changed), expected);
      }),
      seeded,
    );
  });
});
