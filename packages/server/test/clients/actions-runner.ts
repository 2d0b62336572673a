/**
 * As much of a GitHub Actions runner as an action written in JavaScript needs: inputs as variables, the files it
 * writes outputs, variables and paths into, a tool cache, and the address at which a job asks for its ID token.
 */

import { randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { type Ran, startMachine } from "./client.ts";
import type { ClientWorld } from "./client-world.ts";

export interface Runner {
  /** Where a job's programs leave files for each other. */
  readonly temp: string;
  /** Runs an action's script as a step; what it sets is there for the steps after it. */
  step(script: string, inputs: Readonly<Record<string, string>>): Promise<Step>;
  /** Runs a command as a step, with what earlier steps set, and keeps what it sets in turn. */
  command(command: readonly string[]): Promise<Ran>;
  /** Puts a program into the tool cache, so that no action downloads it. */
  cacheTool(name: string, version: string, program: string): Promise<void>;
  close(): Promise<void>;
}

export interface Step extends Ran {
  readonly outputs: Readonly<Record<string, string>>;
}

/** The architecture in a tool cache's paths. */
const architecture = process.arch;

/**
 * A runner with one job of this repository on it, which may ask for ID tokens.
 * @param variables the workflow's, such as JF_URL
 */
export async function startRunner(
  world: Pick<ClientWorld, "tokenOf">,
  repository: string,
  variables: Readonly<Record<string, string>>,
): Promise<Runner> {
  const idTokens = await startIdTokens(world, repository);
  const files = [
    "GITHUB_OUTPUT",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
  ] as const;
  const machine = await startMachine((home) => ({
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: repository,
    GITHUB_REF_NAME: "main",
    GITHUB_REF: "refs/heads/main",
    GITHUB_SHA: "0123456789012345678901234567890123456789",
    GITHUB_EVENT_NAME: "push",
    GITHUB_JOB: "build",
    GITHUB_RUN_ID: "42",
    GITHUB_RUN_NUMBER: "1",
    GITHUB_WORKFLOW: "Build",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_TOKEN: "ghs_none",
    GITHUB_WORKSPACE: home,
    RUNNER_TEMP: join(home, "temp"),
    RUNNER_TOOL_CACHE: join(home, "tools"),
    ...idTokens.variables,
    ...Object.fromEntries(files.map((name) => [name, join(home, name)])),
    ...variables,
  }));
  await mkdir(join(machine.home, "temp"));
  /** What steps so far have set for those after them. */
  let set: Readonly<Record<string, string>> = {};
  /** Each step finds its files empty. */
  const emptyFiles = async () => {
    for (const name of files) await writeFile(join(machine.home, name), "");
  };
  const read = (name: (typeof files)[number]) => readFile(join(machine.home, name), "utf8");

  return {
    temp: join(machine.home, "temp"),
    async step(script, inputs) {
      await emptyFiles();
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const environment = { ...set, ...Object.fromEntries(given) };
      const ran = await machine.run([process.execPath, script], { environment });
      const paths = (await read("GITHUB_PATH")).split("\n").filter((path) => path !== "");
      const path = [...paths.reverse(), set["PATH"] ?? process.env["PATH"] ?? ""].join(":");
      set = { ...set, ...namedValues(await read("GITHUB_ENV")), PATH: path };
      return { ...ran, outputs: namedValues(await read("GITHUB_OUTPUT")) };
    },
    async command(command) {
      await emptyFiles();
      const ran = await machine.run(command, { environment: set });
      set = { ...set, ...namedValues(await read("GITHUB_ENV")) };
      return ran;
    },
    async cacheTool(name, version, program) {
      const folder = join(machine.home, "tools", name, version);
      await mkdir(join(folder, architecture), { recursive: true });
      await copyFile(program, join(folder, architecture, name));
      await chmod(join(folder, architecture, name), 0o755);
      await writeFile(join(folder, `${architecture}.complete`), "");
    },
    async close() {
      await idTokens.close();
      await machine.close();
    },
  };
}

/** Entries of the form `name<<delimiter`, lines, `delimiter`, or `name=value`. */
function namedValues(text: string): Readonly<Record<string, string>> {
  const entries = text.matchAll(
    /^(?<name>[^\n<=]+)(?:<<(?<end>.+)\n(?<value>[\s\S]*?)\n?\k<end>|=(?<line>.*))$/gm,
  );
  return Object.fromEntries(
    [...entries].map(({ groups }) => [groups?.["name"] ?? "", groups?.["value"] ?? groups?.["line"] ?? ""]),
  );
}

/** Where a job of this repository asks for its ID token, and the variables that tell it so. */
export async function startIdTokens(world: Pick<ClientWorld, "tokenOf">, repository: string) {
  const secret = randomBytes(16).toString("hex");
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost").searchParams.get("audience");
    if (request.headers.authorization !== `Bearer ${secret}`) return void response.writeHead(401).end("{}");
    const aud = asked ?? `https://github.com/${repository.split("/")[0]}`;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ value: world.tokenOf(repository, { aud }) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return {
    variables: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${address.port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
