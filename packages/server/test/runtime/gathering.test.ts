import { describe, expect, it } from "vitest";
import { createGathering } from "../../src/runtime/gathering.ts";

/** An event loop in the test's hands. */
function loop() {
  const turns: (() => void)[] = [];
  const gathering = createGathering((proceed) => turns.push(proceed));
  return {
    gathering,
    /** Ends the turn, and lets everybody go on as far as they come. */
    async endTurn() {
      for (const proceed of turns.splice(0)) proceed();
      await new Promise(setImmediate);
    },
    ended: () => turns.length === 0,
  };
}

describe("gathering", () => {
  it("lets nobody go on before the turn has read everything that arrived", async () => {
    const { gathering, endTurn } = loop();
    const gone: string[] = [];
    void gathering.join().then(() => gone.push("first"));
    void gathering.join().then(() => gone.push("second"));
    await new Promise(setImmediate);
    expect(gone).toEqual([]);
    await endTurn();
    expect(gone).toEqual(["first", "second"]);
  });

  it("keeps those in step that go on together", async () => {
    const { gathering, endTurn } = loop();
    const steps: string[] = [];
    const work = async (name: string) => {
      await gathering.join();
      steps.push(`${name} reads`);
      await undefined;
      steps.push(`${name} signs`);
    };
    void work("a");
    void work("b");
    await endTurn();
    expect(steps).toEqual(["a reads", "b reads", "a signs", "b signs"]);
  });

  it("lets 32 go on in one turn, the first to come first, and the rest in the next", async () => {
    const { gathering, endTurn, ended } = loop();
    const gone: number[] = [];
    for (let turn = 0; turn < 40; turn += 1) void gathering.join().then(() => gone.push(turn));
    await endTurn();
    expect(gone).toEqual(Array.from({ length: 32 }, (_, turn) => turn));
    void gathering.join().then(() => gone.push(40));
    await endTurn();
    expect(gone).toEqual(Array.from({ length: 41 }, (_, turn) => turn));
    expect(ended()).toBe(true);
  });

  it("begins anew after it was empty", async () => {
    const { gathering, endTurn } = loop();
    await Promise.all([gathering.join(), endTurn()]);
    await Promise.all([gathering.join(), endTurn()]);
    expect(gathering.isFull()).toBe(false);
  });

  it("is full while 256 wait", async () => {
    const { gathering, endTurn } = loop();
    for (let turn = 0; turn < 255; turn += 1) void gathering.join();
    expect(gathering.isFull()).toBe(false);
    void gathering.join();
    expect(gathering.isFull()).toBe(true);
    await endTurn();
    expect(gathering.isFull()).toBe(false);
  });
});
