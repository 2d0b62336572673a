/** R17: a machine's clock that jumps revives no expired token, lifts no limit, and gets nothing stuck. */

import { type InProcess, installInProcess } from "./rig/in-process.ts";
import { atLeast, defineProtocol, none, type Run } from "./rig/protocol.ts";

const usual = { jumps: 10, smallSteps: 1_000 };
type Bounds = typeof usual;

const clauses = {
  revived: "expired tokens accepted",
  lifted: "exchanges beyond the limit after a jump",
} as const;

export const protocol = defineProtocol({
  id: "R17",
  title: "clock jumps revive no token, lift no limit and get nothing stuck",
  method:
    "Wall clock steps of an hour to both sides, and back second by second, while others go on exchanging tokens: those that expired by the time that has really passed stay refused, good ones are accepted once the clock is right again, and a limit that is used up refills with the time that has really passed and no other.",
  minutes: 10,
  sizes: {
    quick: { jumps: 2, smallSteps: 20 },
    usual: { jumps: 5, smallSteps: 200 },
    evening: usual,
    full: usual,
  },
  databases: ["sqlite"],
  controls: [
    { breaks: "what has really passed steps back with the wall clock", clause: clauses.revived },
    { breaks: "what has really passed steps forward with the wall clock", clause: clauses.lifted },
  ],
  run,
});

const hour = 3_600;
/** A token's own minute, the tolerance for clocks that differ, and some more. */
const beyondExpiry = 60 + 30 + 30;

async function run(run: Run<Bounds>) {
  const installation = await installInProcess(run);
  const { app } = installation;
  const found = { tried: 0, revived: [] as string[], stuck: [] as string[] };
  const others = exchangeOn(installation);
  await jump(run, installation, found);
  run.say(
    `${run.bounds.jumps} jumps of an hour to both sides: ${found.revived.length} revived, ${found.stuck.length} stuck`,
  );
  await stepBack(run, installation, found);
  const ready = await app.send("/readyz");
  const answers = await others.end();
  const limit = await useUpLimit(run);
  return {
    figures: { exchanges: found.tried, "exchanges of others meanwhile": answers.count },
    clauses: [
      none(clauses.revived, found.revived, found.tried),
      none("good tokens refused", found.stuck, found.tried),
      none("answers to others that were no verdict", answers.wrong, answers.count),
      none(clauses.lifted, limit.lifted, limit.tried),
      none("limits that did not refill", limit.stuck, limit.tried),
      atLeast("readiness at the end", ready.ok ? 1 : 0, 1),
    ],
  };
}

interface Found {
  tried: number;
  readonly revived: string[];
  readonly stuck: string[];
}

async function judge({ exchange }: InProcess, found: Found, what: string, token: string, good: boolean) {
  found.tried += 1;
  const status = await exchange(token);
  if (good && status !== 200) found.stuck.push(`${what}: ${status}`);
  if (!good && status === 200) found.revived.push(what);
}

/** By an hour to both sides, with a token that has expired in between. */
async function jump(run: Run<Bounds>, installation: InProcess, found: Found): Promise<void> {
  const { app, idToken } = installation;
  const back = (seconds: number) =>
    run.control?.clause === clauses.revived ? app.advance(-seconds) : app.stepWallClock(-seconds);
  const mustBe = (what: string, token: string, good: boolean) =>
    judge(installation, found, what, token, good);
  for (let count = 1; count <= run.bounds.jumps; count += 1) {
    const short = idToken(60);
    await mustBe("a fresh token", short, true);
    app.advance(beyondExpiry);
    await mustBe("an expired token", short, false);
    // Back to where the token would be good, then to before it was issued.
    back(beyondExpiry - 30);
    await mustBe("an expired token after a step back into its time", short, false);
    app.stepWallClock(beyondExpiry - 30 - hour);
    await mustBe(`an expired token after step ${count} back`, short, false);
    app.stepWallClock(hour);
    await mustBe("a fresh token once the clock is right", idToken(), true);
    app.stepWallClock(hour);
    await mustBe("an expired token after a step forward", short, false);
    app.stepWallClock(-hour);
    await mustBe("a fresh token after a step forward was taken back", idToken(), true);
  }
}

/** Second by second, further and further: tokens of the time that has really passed are good all the while. */
async function stepBack(run: Run<Bounds>, installation: InProcess, found: Found): Promise<void> {
  const { app, idToken } = installation;
  const steps = run.bounds.smallSteps;
  const short = idToken(60);
  await judge(installation, found, "a fresh token", short, true);
  app.advance(beyondExpiry);
  const fresh = idToken();
  for (let step = 1; step <= steps; step += 1) {
    app.stepWallClock(-1);
    await judge(installation, found, `a good token after ${step} steps of a second`, fresh, true);
    if (step % 10 === 0) {
      await judge(installation, found, `an expired token after ${step} steps of a second`, short, false);
    }
  }
  app.stepWallClock(steps);
  await judge(installation, found, "a fresh token once the clock is right", idToken(), true);
}

/** Exchanges that go on whatever the clock does; each must come to a verdict, be it that the token is none of now. */
function exchangeOn({ idToken, exchange }: InProcess) {
  const wrong: string[] = [];
  let count = 0;
  let ended = false;
  const going = (async () => {
    while (!ended) {
      const status = await exchange(idToken());
      count += 1;
      if (status !== 200 && status !== 400) wrong.push(String(status));
    }
  })();
  return {
    async end() {
      ended = true;
      await going;
      return { count, wrong };
    },
  };
}

/** One exchange a second altogether, and ten to begin with. */
async function useUpLimit(run: Run<Bounds>) {
  const { app, idToken, exchange } = await installInProcess(run, { COUNTERSIGN_RATE_TOTAL: "1" });
  const lifted: string[] = [];
  const stuck: string[] = [];
  let tried = 0;
  const ask = async () => {
    tried += 1;
    return (await exchange(idToken())) !== 429;
  };
  while (tried < 100 && (await ask()));
  const forward = (seconds: number) =>
    run.control?.clause === clauses.lifted ? app.advance(seconds) : app.stepWallClock(seconds);
  for (let count = 1; count <= run.bounds.jumps; count += 1) {
    forward(hour);
    if (await ask()) lifted.push(`after step ${count} forward`);
    app.stepWallClock(-2 * hour);
    if (await ask()) lifted.push(`after step ${count} back`);
    app.advance(2);
    if (!(await ask())) stuck.push(`after step ${count} back`);
    app.stepWallClock(hour);
    while (tried < 1_000 && (await ask()));
  }
  return { tried, lifted, stuck };
}
