import { describe, expect, it } from "vitest";
import { createTurns } from "../../src/runtime/turns.ts";

describe("work in turns", () => {
  it("is done one piece after the other, in order, whatever becomes of each", async () => {
    const inTurn = createTurns(10);
    const log: string[] = [];
    const piece = (name: string, fails = false) =>
      inTurn(async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const pieces = [piece("one"), piece("two", true), piece("three")];
    const ended = await Promise.allSettled(pieces);
    expect(ended.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(log).toEqual(["one", "two", "three"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it("is not taken while too much waits, and is again afterwards", async () => {
    const inTurn = createTurns(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const taken = [inTurn(() => promise), inTurn(() => promise)];
    expect(inTurn(async () => "one too many")).toBeNull();
    resolve();
    await Promise.all(taken);
    expect(await inTurn(async () => "room again")).toBe("room again");
  });
});
