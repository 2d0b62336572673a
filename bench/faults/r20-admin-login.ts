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

const usual = { guesses: 10_000, addresses: 100, samples: 5_000 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R20",
  title: "guesses at a secret lock nobody out and learn nothing",
  method:
    "Wrong secrets from one address and from many, then the right one; the time to refuse a secret that is right up to its last character against one that is wrong from the first, by Welch's t; the first secret again once it has made a service token.",
  minutes: 20,
  sizes: {
    quick: { guesses: 600, addresses: 10, samples: 250 },
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

async function run(run: Run<Bounds>) {
  const { guesses, addresses } = run.bounds;
  const limits = {
    COUNTERSIGN_RATE_PER_ADDRESS: "50",
    COUNTERSIGN_RATE_PER_PROVIDER: "500",
    COUNTERSIGN_RATE_TOTAL: "2000",
  };
  const installation = await install(run, { settings: limits });
  const one = await guess(installation.server(), guesses, () => "127.0.0.1");
  const afterOne = await secondsUntilLetIn(installation.server());
  const many = await guess(installation.server(), guesses, (number) => `127.1.${number % addresses}.1`);
  const afterMany = await secondsUntilLetIn(installation.server());
  run.say(`from one address: ${JSON.stringify(one)}; from ${addresses}: ${JSON.stringify(many)}`);
  const again = await firstSecretTwice(installation);
  run.say(`the first secret: ${again.before} before it made a service token, ${again.after} after`);
  const t = await timing(run, installation);
  // 503: the server had more to do than it could.
  const refusals = ["401", "429", "503"];
  const wrong = Object.keys({ ...one, ...many }).filter((status) => !refusals.includes(status));
  return {
    figures: {
      "refused unchecked, one address": one["429"] ?? 0,
      "refused unchecked, many addresses": many["429"] ?? 0,
    },
    clauses: [
      none("answers to guesses that are no refusal", wrong, 2 * guesses),
      atMost("seconds until the right secret is let in, after guesses from its own address", afterOne, 30),
      atMost("seconds until the right secret is let in, after guesses from many", afterMany, 30),
      atMost("Welch's t of the two kinds of wrong secret", Math.abs(t), 4.5),
      atMost("status of the first secret before its use", again.before, 200),
      atLeast("status of the first secret after its use", again.after, 401),
    ],
  };
}

/** @returns how often each status was answered */
async function guess(server: RunningServer, count: number, addressOf: (number: number) => string) {
  const statuses: Record<string, number> = {};
  for (let sent = 0; sent < count; sent += 20) {
    const answers = Array.from({ length: 20 }, (_, number) =>
      ask(server.origin, randomBytes(32).toString("base64url"), addressOf(sent + number)),
    );
    for (const { status } of await Promise.all(answers)) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

async function secondsUntilLetIn({ origin, adminToken }: RunningServer): Promise<number> {
  const begun = performance.now();
  while ((await ask(origin, adminToken)).status !== 200) await sleep(50);
  return (performance.now() - begun) / 1000;
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
function ask(origin: string, secret: string, localAddress?: string) {
  const begun = performance.now();
  return new Promise<{ readonly status: number; readonly milliseconds: number }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}` };
    const asked = request(
      `${origin}/api/v1/providers`,
      { headers, ...(localAddress !== undefined && { localAddress }) },
      (answer) => {
        answer.resume().on("end", () => {
          resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - begun });
        });
      },
    );
    asked.on("error", reject).end();
  });
}
