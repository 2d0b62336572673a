import { expect, it } from "vitest";
import { watchWrites } from "../../src/store/taking-writes.ts";
import { NotAnswering, TakesNoWrites } from "../../src/store/unavailable.ts";
import type { CallOutcome, WriteCall } from "../../src/store/writes.ts";

const some: WriteCall = { write: "establishFact", argument: { name: "any", value: "any" } };
const kept: CallOutcome = { ok: true, result: "any" };
const refused: CallOutcome = { ok: false, detail: "database or disk is full" };

/** A database whose next answers are these, and then that everything is kept. */
function answering(...answers: readonly (readonly CallOutcome[] | Error)[]) {
  const asked: string[][] = [];
  const left = [...answers];
  let hasRoom = true;
  const watched = watchWrites({
    async requireRoom() {
      if (!hasRoom) throw new TakesNoWrites("its disk is full");
    },
    async write(calls) {
      asked.push(calls.map(({ write }) => write));
      const answer = left.shift() ?? calls.map(() => kept);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return {
    ...watched,
    asked,
    setRoom(has: boolean) {
      hasRoom = has;
    },
  };
}

it("Nothing is written to find out whether writes are kept, as long as they are", async () => {
  const { requireTaken, write, asked } = answering();
  await requireTaken();
  await write([some]);
  await requireTaken();
  expect(asked).toEqual([[], ["establishFact"], []]);
});

it("Something is written to find it out once nothing was kept, until it is", async () => {
  const { requireTaken, write, asked } = answering([refused, refused], [refused]);
  await write([some, some]);
  await expect(requireTaken()).rejects.toThrow(TakesNoWrites);
  await requireTaken();
  await requireTaken();
  expect(asked.slice(1)).toEqual([["writeFactsAnew"], ["writeFactsAnew"], []]);
});

it("A write that changes nothing, and is kept, is no proof that others are", async () => {
  const { requireTaken, write, asked } = answering([refused]);
  await write([some]);
  await write([{ write: "deleteExpired", argument: { now: 0 } }]);
  await requireTaken();
  expect(asked.slice(2)).toEqual([["writeFactsAnew"]]);
});

it("A disk that is full is believed to be once nothing was kept, though it might take a small write", async () => {
  const { requireTaken, write, asked, setRoom } = answering([], [refused]);
  setRoom(false);
  await requireTaken();
  await write([some]);
  await expect(requireTaken()).rejects.toThrow(TakesNoWrites);
  setRoom(true);
  await requireTaken();
  expect(asked).toEqual([[], ["establishFact"], ["writeFactsAnew"]]);
});

it("A write that is refused beside others that are kept is its own matter", async () => {
  const { requireTaken, write, asked } = answering([refused, kept]);
  await write([some, some]);
  await requireTaken();
  expect(asked.slice(1)).toEqual([[]]);
});

it("A write that failed as a whole is reason to find it out", async () => {
  const { requireTaken, write, asked } = answering(new Error("disk I/O error"));
  await expect(write([some])).rejects.toThrow("disk I/O error");
  await requireTaken();
  expect(asked.slice(1)).toEqual([["writeFactsAnew"]]);
});

it("A database that does not answer is not said to take no writes", async () => {
  const { requireTaken } = answering(new NotAnswering("timeout"));
  await expect(requireTaken()).rejects.toThrow(NotAnswering);
});
