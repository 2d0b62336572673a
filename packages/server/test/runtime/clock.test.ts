import { expect, it } from "vitest";
import { createClock } from "../../src/runtime/clock.ts";

function machine() {
  const state = { wallMs: 1_800_000_000_000, monotonicMs: 5_000 };
  return { state, clock: createClock({ wallMs: () => state.wallMs, monotonicMs: () => state.monotonicMs }) };
}

it("follows the wall clock", () => {
  const { state, clock } = machine();
  state.wallMs += 10_000;
  state.monotonicMs += 10_000;
  expect([clock.now(), clock.steady()]).toEqual([1_800_000_010, 1_800_000_010]);
});

it("does not follow the wall clock back", () => {
  const { state, clock } = machine();
  state.wallMs -= 3_600_000;
  state.monotonicMs += 2_000;
  expect([clock.now(), clock.steady()]).toEqual([1_800_000_002, 1_800_000_002]);
});

it("believes a step forward for verdicts, and not for what is to be forgotten", () => {
  const { state, clock } = machine();
  state.wallMs += 3_600_000;
  state.monotonicMs += 1_000;
  expect([clock.now(), clock.steady()]).toEqual([1_800_003_600, 1_800_000_001]);
});

it("takes a wrong step forward back when it is corrected", () => {
  const { state, clock } = machine();
  state.wallMs += 3_600_000;
  clock.now();
  state.wallMs -= 3_600_000 - 2_000;
  state.monotonicMs += 2_000;
  expect([clock.now(), clock.steady()]).toEqual([1_800_000_002, 1_800_000_002]);
});
