import type { Exchange } from "@countersign/client";
import { describe, expect, test, vi } from "vitest";
import { type FeedQuery, LogFeed, type Page } from "../../../src/pages/log/list/feed.ts";
import type { LogQuery } from "../../../src/pages/log/model/filters.ts";
import { countRows, countWaiting, rowAt } from "../../../src/pages/log/model/log-list.ts";
import { exchange } from "./samples.ts";

/** A server's log in memory; answers come when they are let go, at once unless `hold` was called. */
class FakeLog {
  readonly asked: FeedQuery[] = [];
  readonly #records: Exchange[] = [];
  #held: Promise<void> = Promise.resolve();
  failing: Error | null = null;

  write(ms: number, changed: Partial<Exchange> = {}): void {
    const time = ms.toString(16).padStart(12, "0");
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
    this.#records.unshift(exchange({ id, request_id: id, ...changed }));
  }

  /** @returns lets the answers go */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  readonly ask = async (query: FeedQuery): Promise<Page> => {
    this.asked.push(query);
    const { limit, cursor, after, outcome } = query;
    const items = this.#records
      .filter(({ id }) => (cursor === undefined || id < cursor) && (after === undefined || id > after))
      .filter((record) => outcome === undefined || record.outcome === outcome);
    const page = items.slice(0, limit);
    await this.#held;
    if (this.failing !== null) throw this.failing;
    return { items: page, next: items.length > limit ? (page.at(-1)?.id ?? null) : null };
  };
}

function logOf(count: number): FakeLog {
  const log = new FakeLog();
  for (let index = 0; index < count; index += 1) log.write(1_000_000 + index * 10);
  return log;
}

async function feedOf(log: FakeLog, query: LogQuery = {}): Promise<LogFeed> {
  const feed = new LogFeed(log.ask, query);
  await feed.start();
  return feed;
}

const rows = (feed: LogFeed) => countRows(feed.state().list);

describe("the list", () => {
  test("begins with the latest page", async () => {
    const feed = await feedOf(logOf(500));
    expect([rows(feed), feed.state().starting]).toEqual([100, false]);
  });

  test("gets longer before its end comes into sight, and is left alone otherwise", async () => {
    const feed = await feedOf(logOf(500));
    feed.show({ from: 0, to: 20 });
    await vi.waitFor(() => expect(feed.state().loadingOlder).toBe(false));
    expect(rows(feed)).toBe(100);
    feed.show({ from: 60, to: 80 });
    await vi.waitFor(() => expect(rows(feed)).toBe(200));
  });

  test("loads again what was emptied, when one comes back to it", async () => {
    const feed = await feedOf(logOf(2000));
    while (feed.state().list.older !== null) {
      const before = rows(feed);
      feed.show({ from: before - 20, to: before });
      await vi.waitFor(() => expect(rows(feed)).toBeGreaterThan(before));
    }
    expect(rowAt(feed.state().list, 310)).toBeNull();
    feed.show({ from: 300, to: 320 });
    await vi.waitFor(() => expect(rowAt(feed.state().list, 310)).not.toBeNull());
  });

  test("says why it could not be loaded, and tries again when told to", async () => {
    const log = logOf(10);
    log.failing = new Error("away");
    const feed = await feedOf(log);
    expect(feed.state().problem).toBe(log.failing);
    log.failing = null;
    feed.retry();
    await vi.waitFor(() => expect(rows(feed)).toBe(10));
  });

  test("that began anew takes no answer to what was asked before", async () => {
    const log = logOf(500);
    const feed = await feedOf(log);
    const release = log.hold();
    feed.show({ from: 80, to: 100 });
    const started = feed.start();
    release();
    await started;
    expect(rows(feed)).toBe(100);
  });
});

describe("newer records", () => {
  test("stand on top after a look", async () => {
    const log = logOf(10);
    const feed = await feedOf(log);
    log.write(2_000_000);
    await feed.look();
    expect(rows(feed)).toBe(11);
  });

  test("are held back while nobody follows, until they are asked for", async () => {
    const log = logOf(10);
    const feed = await feedOf(log);
    feed.follow(false);
    log.write(2_000_000);
    await feed.look();
    expect([rows(feed), countWaiting(feed.state().list)]).toEqual([10, 1]);
    feed.showNew();
    expect([rows(feed), countWaiting(feed.state().list)]).toEqual([11, 0]);
  });

  test("that were more than can be held back are all there once they are asked for", async () => {
    const log = logOf(10);
    const feed = await feedOf(log);
    feed.follow(false);
    for (let count = 0; count < 1500; count += 1) log.write(2_000_000 + count);
    await feed.look();
    feed.showNew();
    await vi.waitFor(() => expect(feed.state().starting).toBe(false));
    expect(rowAt(feed.state().list, 0)?.id).toContain("001e-8a5b");
    feed.show({ from: 80, to: 100 });
    await vi.waitFor(() => expect(rows(feed)).toBe(200));
  });

  test("that do not fit cost one small question", async () => {
    const log = logOf(300);
    const feed = await feedOf(log, { outcome: "refused" });
    log.asked.length = 0;
    await feed.look();
    expect(log.asked).toEqual([{ limit: 1, after: expect.any(String) }]);
  });

  test("that fit are found behind others that do not", async () => {
    const log = logOf(300);
    const feed = await feedOf(log, { outcome: "refused" });
    log.write(3_000_000, { outcome: "refused", reason: "expired" });
    log.write(3_000_010);
    await feed.look();
    expect(rows(feed)).toBe(1);
  });

  test("are looked for once at a time", async () => {
    const log = logOf(10);
    const feed = await feedOf(log);
    log.asked.length = 0;
    await Promise.all([feed.look(), feed.look(), feed.look()]);
    expect(log.asked).toHaveLength(1);
  });

  test("that could not be looked for leave the list as it is, and say why", async () => {
    const log = logOf(10);
    const feed = await feedOf(log);
    log.failing = new Error("away");
    await feed.look();
    expect([rows(feed), feed.state().liveProblem, feed.state().problem]).toEqual([10, log.failing, null]);
    log.failing = null;
    await feed.look();
    expect(feed.state().liveProblem).toBeNull();
  });
});
