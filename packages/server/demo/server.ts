/** The real program, from its bundle, as processes of their own: the server, and the command line beside it. */

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { isFree, portRange } from "./ports.ts";

const program = resolve(import.meta.dirname, "../dist/main.js");

/** The port the server takes unless it is in use, when any other will do. */
const usualPort = 8480;
/** A server on a busy machine takes its time; one that ends instead is noticed at once. */
const readyWithinMs = 60_000;

export interface DemoServer {
  readonly url: string;
  /** Resolves when exchanges would be answered. @throws when the server ends or takes too long */
  ready(): Promise<void>;
  /**
   * Runs `countersign` against the server, as an administrator would.
   * @returns what it printed @throws when it ends with another code than expected
   */
  countersign(args: readonly string[], expectedCode: number): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the server on an embedded database.
 * @param settings for the server; a free address is added
 * @param adminToken the bootstrap secret
 * @throws when there is no bundle
 */
export async function startServer(
  settings: Readonly<Record<string, string>>,
  adminToken: string,
): Promise<DemoServer> {
  if (!existsSync(program)) {
    throw new Error("the server has not been built. Run `npm run build`, which `npm ci` does as well.");
  }
  const port = await choosePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, [program, "serve"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      ...settings,
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
    },
  });
  const said = text(server.stderr);
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const stop = () => {
    server.kill("SIGTERM");
    return ended;
  };
  return {
    url,
    stop,
    async ready() {
      if (await isReady(url, ended)) return;
      await stop();
      throw new Error(`the server did not become ready. It said:\n${await said}`);
    },
    async countersign(args, expectedCode) {
      const child = spawn(process.execPath, [program, ...args], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: adminToken },
      });
      const code = new Promise<number | null>((done) => child.once("exit", done));
      const printed = await text(child.stdout);
      if ((await code) === expectedCode) return printed;
      throw new Error(`countersign ${args[0]} ended with ${await code}, not ${expectedCode}:\n${printed}`);
    },
  };
}

/** Asks until the server is ready, has ended, or took too long. */
async function isReady(url: string, ended: Promise<void>): Promise<boolean> {
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  const deadline = Date.now() + readyWithinMs;
  while (!gone && Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return true;
    await new Promise((later) => setTimeout(later, 50));
  }
  return false;
}

async function choosePort(): Promise<number> {
  let port = usualPort;
  while (!(await isFree(port))) port = randomInt(portRange.from, portRange.to);
  return port;
}
