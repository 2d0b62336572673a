/** R17: a machine's clock that jumps revives no expired token, and gets nothing stuck. */

import { installInProcess } from "./rig/in-process.ts";
import { atLeast, defineProtocol, none, type Run } from "./rig/protocol.ts";

const usual = { jumps: 10, smallSteps: 1_000 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R17",
  title: "clock jumps revive no token and get nothing stuck",
  method:
    "Wall clock steps of an hour to both sides and of a second back, many times, while exchanges go on: tokens that expired by the time that has really passed stay refused, and good ones are accepted once the clock is right again.",
  minutes: 10,
  sizes: {
    quick: { jumps: 2, smallSteps: 20 },
    usual: { jumps: 5, smallSteps: 200 },
    evening: usual,
    full: usual,
  },
  databases: ["sqlite"],
  control: {
    breaks: "what has really passed steps back with the wall clock",
    clause: "expired tokens accepted",
  },
  run,
});

const hour = 3_600;
/** A token's own minute, the tolerance for clocks that differ, and some more. */
const beyondExpiry = 60 + 30 + 30;

async function run(run: Run<Bounds>) {
  const { app, idToken, exchange } = await installInProcess(run);
  const stepBack = (seconds: number) => (run.control ? app.advance(-seconds) : app.stepWallClock(-seconds));
  const revived: string[] = [];
  const stuck: string[] = [];
  let tried = 0;
  const mustBe = async (what: string, token: string, good: boolean) => {
    tried += 1;
    const status = await exchange(token);
    if (good && status !== 200) stuck.push(`${what}: ${status}`);
    if (!good && status === 200) revived.push(what);
  };
  for (let jump = 1; jump <= run.bounds.jumps; jump += 1) {
    const short = idToken(60);
    await mustBe("a fresh token", short, true);
    app.advance(beyondExpiry);
    await mustBe("an expired token", short, false);
    // Back to where the token would be good, then to before it was issued.
    stepBack(beyondExpiry - 30);
    await mustBe("an expired token after a step back into its time", short, false);
    app.stepWallClock(beyondExpiry - 30 - hour);
    await mustBe(`an expired token after step ${jump} back`, short, false);
    app.stepWallClock(hour);
    await mustBe("a fresh token once the clock is right", idToken(), true);
    app.stepWallClock(hour);
    await mustBe("an expired token after a step forward", short, false);
    app.stepWallClock(-hour);
    await mustBe("a fresh token after a step forward was taken back", idToken(), true);
  }
  run.say(
    `${run.bounds.jumps} jumps of an hour to both sides: ${revived.length} revived, ${stuck.length} stuck`,
  );
  const short = idToken(60);
  await mustBe("a fresh token", short, true);
  app.advance(beyondExpiry);
  for (let step = 1; step <= run.bounds.smallSteps; step += 1) {
    const fresh = idToken();
    app.stepWallClock(-1);
    await mustBe(`a token of before step ${step} of a second`, fresh, true);
    app.stepWallClock(1);
    if (step % 10 === 0) await mustBe(`an expired token after ${step} steps of a second`, short, false);
  }
  const ready = await app.send("/readyz");
  return {
    figures: { exchanges: tried },
    clauses: [
      none("expired tokens accepted", revived, tried),
      none("good tokens refused", stuck, tried),
      atLeast("readiness at the end", ready.ok ? 1 : 0, 1),
    ],
  };
}
