import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageOf } from "../../src/faces/admin/paging.ts";

const key = (item: string) => item;

function readAll(list: readonly string[], limit: number): readonly string[] {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = pageOf(list, key, { limit, cursor });
    seen.push(...page.items);
    cursor = page.next;
  }
  return seen;
}

describe("paging", () => {
  it("shows every item once, in order", () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 7 }), (list, limit) => {
        expect(readAll(list, limit)).toEqual(list);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it("skips nothing when the last item shown is deleted meanwhile", () => {
    const { next } = pageOf(["a", "b", "c", "d"], key, { limit: 2 });
    const rest = pageOf(["a", "c", "d"], key, { limit: 2, cursor: next ?? "" });
    expect(rest.items).toContain("d");
  });

  it("goes on behind the last item shown when something was added before it", () => {
    const { next } = pageOf(["b", "c", "d"], key, { limit: 2 });
    expect(pageOf(["a", "b", "c", "d"], key, { limit: 2, cursor: next ?? "" }).items).toEqual(["d"]);
  });

  it.each(["", "x", "OTk5OTk5OTk5OTk5OTk5OmE"])("refuses the cursor %j, which is not its own", (cursor) => {
    expect(() => pageOf(["a"], key, { limit: 1, cursor })).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining("not one of ours") }),
    );
  });
});
