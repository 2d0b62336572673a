/** R20: guessing an administrator's secret locks nobody out, tells nothing by its timing, and a first secret is good once. */

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningServer } from "../load/server.ts";
import { countersign } from "./rig/command.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { welch } from "./rig/welch.ts";

/** `rate`: what is set as the permits of one address in a second. */
const usual = { guesses: 10_000, addresses: 100, samples: 5_000, rate: 50 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R20",
  title: "guesses at a secret lock nobody out and learn nothing",
  method:
    "At the admin API and where the console signs in: wrong secrets from one address and from many, then the right one from an address that guessed and from one that did not; how many were looked at; the time to refuse a secret that is right up to its last character against one that is wrong from the first, by Welch's t; the first secret again once it has made a service token.",
  minutes: 20,
  sizes: {
    quick: { guesses: 600, addresses: 10, samples: 250, rate: 5 },
    usual,
    evening: { ...usual, samples: 10_000 },
    full: { ...usual, samples: 10_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "two milliseconds are added to one of the two times",
      clause: "Welch's t of the two kinds of wrong secret",
      bounds: { guesses: 20, addresses: 2 },
    },
  ],
  run,
});

/** Where a secret is shown. @returns whether an answer lets its holder in */
const doors = {
  "the admin API": {
    path: "/api/v1/providers",
    show: (secret: string) => ({ method: "GET", headers: { authorization: `Bearer ${secret}` }, body: "" }),
    letsIn: 200,
  },
  "the console's sign-in": {
    path: "/api/v1/session",
    show: (token: string) => ({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    }),
    letsIn: 201,
  },
} as const;
type Door = keyof typeof doors;

async function run(run: Run<Bounds>) {
  const limits = {
    COUNTERSIGN_RATE_PER_ADDRESS: String(run.bounds.rate),
    COUNTERSIGN_RATE_PER_PROVIDER: "500",
    COUNTERSIGN_RATE_TOTAL: "2000",
  };
  const installation = await install(run, { settings: limits });
  const atApi = await attack(run, installation, "the admin API");
  // A server that has forgotten the guesses of before.
  await installation.server().stop();
  await installation.start({ settings: limits });
  const atSignIn = await attack(run, installation, "the console's sign-in");
  const again = await firstSecretTwice(installation);
  run.say(`the first secret: ${again.before} before it made a service token, ${again.after} after`);
  const t = await timing(run, installation);
  return {
    figures: { ...atApi.figures, ...atSignIn.figures },
    clauses: [
      ...atApi.clauses,
      ...atSignIn.clauses,
      atMost("Welch's t of the two kinds of wrong secret", Math.abs(t), 4.5),
      atMost("status of the first secret before its use", again.before, 200),
      atLeast("status of the first secret after its use", again.after, 401),
    ],
  };
}

/** Wrong secrets from one address, then from many, and after each the right one. */
async function attack(run: Run<Bounds>, installation: Installation, door: Door) {
  const { guesses, addresses } = run.bounds;
  const server = installation.server();
  const one = await guess(server, door, guesses, () => guesser);
  const afterOne = await letIn(server, door, guesser);
  const begun = performance.now();
  const many = await guess(server, door, guesses, (number) => `127.1.${number % addresses}.1`);
  const seconds = (performance.now() - begun) / 1000;
  const afterMany = await letIn(server, door, "127.1.0.1");
  run.say(`at ${door}, from one: ${JSON.stringify(one)}; from ${addresses}: ${JSON.stringify(many)}`);
  // 503: the server had more to do than it could.
  const refusals = ["401", "429", "503"];
  const wrong = Object.keys({ ...one, ...many }).filter((status) => !refusals.includes(status));
  return {
    figures: {
      [`refused unchecked at ${door}, one address`]: one["429"] ?? 0,
      [`refused unchecked at ${door}, many addresses`]: many["429"] ?? 0,
    },
    clauses: [
      none(`answers to guesses at ${door} that are no refusal`, wrong, 2 * guesses),
      atMost(
        `guesses looked at by ${door}, from many addresses`,
        many["401"] ?? 0,
        mostLookedAt(run.bounds, seconds),
      ),
      atMost(`seconds until ${door} lets the right secret in, from the one address`, afterOne.attacked, 30),
      atMost(`seconds until ${door} lets the right secret in, from one of many`, afterMany.attacked, 30),
      atMost(
        `seconds until ${door} lets the right secret in, from an address that guessed nothing`,
        Math.max(afterOne.clean, afterMany.clean),
        30,
      ),
    ],
  };
}

/** The one address that guesses, and one that never does. */
const guesser = "127.0.0.1";
const bystander = "127.2.0.1";

/**
 * Four addresses' worth of guesses cost one permit each, a burst of ten seconds of them at first; after that each costs
 * its address two seconds' worth. Those in flight at the same time are beyond it.
 * @see runtime/rate-limits.ts
 */
function mostLookedAt({ addresses, rate }: Bounds, seconds: number): number {
  const cheap = 4 * rate * (10 + seconds);
  // The last one is looked at while less than its price is there.
  const dear = addresses * ((10 + seconds) / 2 + 1);
  return cheap + dear + atOnce;
}

const atOnce = 20;

/** @returns how often each status was answered */
async function guess(
  server: RunningServer,
  door: Door,
  count: number,
  addressOf: (number: number) => string,
) {
  const statuses: Record<string, number> = {};
  for (let sent = 0; sent < count; sent += atOnce) {
    const answers = Array.from({ length: atOnce }, (_, number) =>
      ask(server.origin, randomBytes(32).toString("base64url"), addressOf(sent + number), door),
    );
    for (const { status } of await Promise.all(answers)) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

/** Seconds until the right secret is let in, first where nobody guessed. */
async function letIn({ origin, adminToken }: RunningServer, door: Door, attackedAddress: string) {
  const begun = performance.now();
  const until = async (address: string) => {
    while ((await ask(origin, adminToken, address, door)).status !== doors[door].letsIn) await sleep(50);
    return (performance.now() - begun) / 1000;
  };
  const clean = await until(bystander);
  return { clean, attacked: await until(attackedAddress) };
}

/** A new installation's first secret, before and after it made a service token. */
async function firstSecretTwice(installation: Installation) {
  await installation.server().stop();
  const dataDir = join(installation.folder, "fresh");
  const settings = {
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_DATABASE_URL: `sqlite:${join(dataDir, "countersign.db")}`,
  };
  // An empty setting is an unset one: without a bootstrap secret a first secret is made.
  const { origin } = await installation.start({
    settings: { ...settings, COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" },
  });
  const secret = (await readFile(join(dataDir, "first-secret"), "utf8")).trim();
  const before = (await ask(origin, secret)).status;
  await countersign(["admin", "token", "create", "platform-team", "--role", "admin"], {
    ...settings,
    COUNTERSIGN_MASTER_KEY_FILE: installation.masterKeyFile,
  });
  return { before, after: (await ask(origin, secret)).status };
}

async function timing(run: Run<Bounds>, installation: Installation): Promise<number> {
  await installation.server().stop();
  const { origin, adminToken } = await installation.start();
  const nearly: number[] = [];
  const nowhereNear: number[] = [];
  for (let sample = 0; sample < run.bounds.samples; sample += 1) {
    // In turn, so that whatever else the machine does falls on both alike.
    const near = adminToken.slice(0, -1) + (adminToken.endsWith("A") ? "B" : "A");
    const far = randomBytes(32).toString("base64url");
    const kinds = sample % 2 === 0 ? ["near", "far"] : ["far", "near"];
    for (const kind of kinds) {
      const { milliseconds } = await ask(origin, kind === "near" ? near : far);
      if (kind === "near") nearly.push(milliseconds + (run.control ? 2 : 0));
      else nowhereNear.push(milliseconds);
    }
  }
  return welch(nearly, nowhereNear);
}

/** @param localAddress of the caller; any of 127.0.0.0/8 */
function ask(origin: string, secret: string, localAddress?: string, door: Door = "the admin API") {
  const begun = performance.now();
  const { path, show } = doors[door];
  const { method, headers, body } = show(secret);
  return new Promise<{ readonly status: number; readonly milliseconds: number }>((resolve, reject) => {
    const asked = request(
      origin + path,
      { method, headers, ...(localAddress !== undefined && { localAddress }) },
      (answer) => {
        answer.resume().on("end", () => {
          resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - begun });
        });
      },
    );
    asked.on("error", reject).end(body);
  });
}
