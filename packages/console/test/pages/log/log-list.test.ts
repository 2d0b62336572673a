import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answered,
  addNewer,
  addOlder,
  countRows,
  countWaiting,
  fillPage,
  fullPage,
  indexOf,
  type LogList,
  type Missing,
  missingPage,
  newerCursor,
  pageSize,
  rowAt,
  showWaiting,
  startList,
  trim,
} from "../../../src/pages/log/model/log-list.ts";
import { type LogRow, rowOf } from "../../../src/pages/log/model/log-row.ts";
import { exchange } from "./samples.ts";

const sample = rowOf(exchange());

/** The id of the record that was written at that millisecond. */
function idAt(ms: number): string {
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function row(ms: number): LogRow {
  return { ...sample, id: idAt(ms), requestId: `request ${ms}` };
}

/** A log as the server keeps it. It looks at so many records for one answer, of which some fit the filter. */
class ServedLog {
  readonly #written: LogRow[] = [];
  readonly #looksAt: number;
  readonly #fits: (row: LogRow) => boolean;

  constructor(looksAt = Number.POSITIVE_INFINITY, fits: (row: LogRow) => boolean = () => true) {
    this.#looksAt = looksAt;
    this.#fits = fits;
  }

  write(ms: number): void {
    this.#written.push(row(ms));
    this.#written.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  /** Of the latest record, whether it fits or not. */
  get newest(): string {
    return this.#written[0]?.id ?? "";
  }

  get ids(): readonly string[] {
    return this.#written.filter(this.#fits).map(({ id }) => id);
  }

  list({ before, after, limit }: { before?: string | null; after?: string | null; limit: number }): Answered {
    const rows: LogRow[] = [];
    const asked = this.#written.filter(({ id }) => (!before || id < before) && (!after || id > after));
    for (const [index, found] of asked.entries()) {
      if (this.#fits(found)) rows.push(found);
      const stops = rows.length === limit || index + 1 === this.#looksAt;
      if (stops && index + 1 < asked.length) return { rows, next: found.id };
    }
    return { rows, next: null };
  }
}

function logOf(count: number, log = new ServedLog()): ServedLog {
  for (let index = 0; index < count; index += 1) log.write(1_000_000 + index * 10);
  return log;
}

const start = (log: ServedLog) => startList(log.list({ limit: pageSize }), log.newest);
const older = (log: ServedLog, list: LogList) =>
  addOlder(list, log.list({ before: list.older, limit: pageSize }));
const newer = (log: ServedLog, list: LogList, follows: boolean) =>
  addNewer(list, log.list({ after: newerCursor(list), limit: fullPage }), follows, log.newest);

/** The records of an emptied page. */
function reloaded(log: ServedLog, { cursor, last }: Missing): readonly LogRow[] {
  const rows: LogRow[] = [];
  for (let from = cursor; ; ) {
    const answer = log.list({ before: from, limit: fullPage });
    rows.push(...answer.rows);
    if (answer.next === null || answer.next <= last) return rows;
    from = answer.next;
  }
}

/** All of it, as somebody sees who looks at each place in turn. */
function seen(log: ServedLog, list: LogList): readonly string[] {
  let held = list;
  const ids: string[] = [];
  for (let index = 0; index < countRows(held); index += 1) {
    const shown = { from: index, to: index + 1 };
    const missing = missingPage(held, shown);
    if (missing !== null) held = fillPage(held, missing, reloaded(log, missing));
    const found = rowAt(held, index);
    if (found !== null) ids.push(found.id);
    held = trim(held, shown);
  }
  return ids;
}

/** Rows in memory. */
function heldRows(list: LogList): number {
  return list.pages.reduce((sum, { rows }) => sum + (rows?.length ?? 0), list.waiting.length);
}

describe("scrolling down", () => {
  test("brings one page after the other, until nothing is older", () => {
    const log = logOf(250);
    let list = start(log);
    expect([countRows(list), list.older === null]).toEqual([100, false]);
    list = older(log, older(log, list));
    expect([countRows(list), list.older === null]).toEqual([250, true]);
    expect(seen(log, list)).toEqual(log.ids);
  });

  test("keeps no more in memory than what is around the place that is shown", () => {
    const log = logOf(5000);
    let list = start(log);
    while (list.older !== null) {
      list = older(log, list);
      list = trim(list, { from: countRows(list) - 30, to: countRows(list) });
      expect(heldRows(list)).toBeLessThanOrEqual(pageSize * 6);
    }
    expect(countRows(list)).toBe(5000);
  });

  test("and up again brings back the same records", () => {
    const log = logOf(1000);
    let list = start(log);
    while (list.older !== null)
      list = trim(older(log, list), { from: countRows(list) - 1, to: countRows(list) });
    expect(rowAt(list, 250)).toBeNull();
    expect(seen(log, list)).toEqual(log.ids);
  });

  test("leaves out a page that was asked for twice", () => {
    const log = logOf(250);
    const list = start(log);
    const answer = log.list({ before: list.older, limit: pageSize });
    expect(countRows(addOlder(addOlder(list, answer), answer))).toBe(200);
  });

  test("leaves out records that were deleted meanwhile", () => {
    const log = logOf(1000);
    let list = start(log);
    while (list.older !== null) list = trim(older(log, list), { from: 0, to: 1 });
    const missing = missingPage(list, { from: 500, to: 501 });
    if (missing === null) throw new Error("the page was not emptied");
    const filled = fillPage(list, missing, []);
    expect(countRows(filled)).toBe(900);
  });
});

describe("new records", () => {
  test("stand on top at once while one follows", () => {
    const log = logOf(50);
    let list = start(log);
    log.write(2_000_000);
    list = newer(log, list, true);
    expect(rowAt(list, 0)?.id).toBe(idAt(2_000_000));
    expect(countWaiting(list)).toBe(0);
  });

  test("are held back and counted while one reads further down", () => {
    const log = logOf(50);
    let list = start(log);
    for (let count = 0; count < 7; count += 1) {
      log.write(2_000_000 + count);
      list = newer(log, list, false);
    }
    expect([countRows(list), countWaiting(list)]).toEqual([50, 7]);
    const shown = showWaiting(list);
    expect(shown === null ? [] : seen(log, shown)).toEqual(log.ids);
  });

  test("are found although one was written after a later one was seen", () => {
    const log = logOf(50);
    log.write(2_000_100);
    let list = start(log);
    log.write(2_000_050);
    list = newer(log, list, true);
    expect(seen(log, list)).toEqual(log.ids);
  });

  test("are found although the only one there was is later", () => {
    const log = new ServedLog();
    log.write(2_000_100);
    let list = start(log);
    log.write(2_000_050);
    list = newer(log, list, true);
    expect(seen(log, list)).toEqual(log.ids);
  });

  test("of a whole flood begin the list anew, with those in between as one scrolls", () => {
    const log = logOf(50);
    let list = start(log);
    for (let count = 0; count < 700; count += 1) log.write(2_000_000 + count);
    list = newer(log, list, true);
    expect([countRows(list), list.older === null]).toEqual([fullPage, false]);
    while (list.older !== null) list = older(log, list);
    expect(seen(log, list)).toEqual(log.ids);
  });

  test("of a flood that one does not follow are not all known, so the list is to begin anew", () => {
    const log = logOf(50);
    let list = start(log);
    for (let count = 0; count < 700; count += 1) log.write(2_000_000 + count);
    list = newer(log, list, false);
    expect([countRows(list), countWaiting(list), list.overflown]).toEqual([50, fullPage, true]);
    expect(showWaiting(list)).toBeNull();
  });

  test("fill a list that was empty", () => {
    const log = new ServedLog();
    let list = start(log);
    log.write(1_000_000);
    list = newer(log, list, true);
    expect([seen(log, list), list.older === null]).toEqual([log.ids, true]);
  });

  test("are not looked for again where none fitted", () => {
    const log = new ServedLog(10, ({ id }) => id === idAt(1_000_000));
    let list = start(logOf(500, log));
    while (list.older !== null) list = older(log, list);
    const before = list;
    log.write(9_000_000);
    list = newer(log, list, true);
    expect(list.pages).toBe(before.pages);
    expect(newerCursor(list) ?? "").toBe(idAt(9_000_000 - 5000).replace("7000-8", "0000-0"));
  });

  test("leave a record where it was looked up", () => {
    const log = logOf(50);
    log.write(2_000_000);
    expect(indexOf(newer(log, start(log), true), "request 2000000")).toBe(0);
    expect(indexOf(start(log), "request 1")).toBe(-1);
  });
});

type Step = "write" | "write late" | "older" | "newer, followed" | "newer, held back" | "show" | "trim";
const steps = fc.array(
  fc.tuple(
    fc.constantFrom<Step>(
      "write",
      "write late",
      "older",
      "newer, followed",
      "newer, held back",
      "show",
      "trim",
    ),
    fc.integer({ min: 0, max: 400 }),
  ),
  { maxLength: 60 },
);

test.each([
  ["every record fits", () => new ServedLog()],
  ["few fit and the search has its pauses", () => new ServedLog(37, ({ id }) => /[05a]0-7000/.test(id))],
])("whatever happens in whatever order while %s, none is doubled, missing or out of place", (_, newLog) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), steps, (count, sequence) => {
      const log = logOf(count, newLog());
      let list = start(log);
      let clock = 2_000_000;
      for (const [step, amount] of sequence) {
        switch (step) {
          case "write":
            for (let written = 0; written < amount; written += 1) log.write(clock + written * 10);
            clock += amount * 10;
            break;
          case "write late":
            log.write(clock - 1000 - (amount % 4) * 1000 + 3);
            clock += 10;
            break;
          case "older":
            if (list.older !== null) list = older(log, list);
            break;
          case "newer, followed":
            list = newer(log, list, true);
            break;
          case "newer, held back":
            list = newer(log, list, false);
            break;
          case "show":
            list = showWaiting(list) ?? start(log);
            break;
          case "trim":
            list = trim(list, { from: amount, to: amount + 30 });
            break;
        }
      }
      list = newer(log, showWaiting(list) ?? start(log), true);
      while (list.older !== null) list = older(log, list);
      expect(seen(log, list)).toEqual(log.ids);
    }),
    { seed: 3, numRuns: 60 },
  );
});
