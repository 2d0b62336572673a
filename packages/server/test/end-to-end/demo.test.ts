/** The demo as a person runs it: a process of its own, on a bundle built from the sources of this moment. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const repository = resolve(import.meta.dirname, "../../../..");
const run = promisify(execFile);
const hasCurl = await run("curl", ["--version"]).then(
  () => true,
  () => false,
);
if (!hasCurl) console.log("Skipped: the demo's commands by hand, because curl is not on this machine.");
/** Demos keep their files below this folder, so that a test sees what they leave. */
let temporary: string;
let built: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "demo-"));
  built = await checkout("built");
  await run(process.execPath, [join(built, "scripts/build.ts")]);
});
afterAll(() => rm(temporary, { recursive: true, force: true }));

/** The repository as far as the demo needs it, in a folder of its own and without a bundle. */
async function checkout(name: string): Promise<string> {
  const folder = join(temporary, name);
  await mkdir(join(folder, "packages/server"), { recursive: true });
  for (const path of ["scripts", "packages/server/demo"]) {
    await cp(join(repository, path), join(folder, path), { recursive: true });
  }
  for (const path of [
    "package.json",
    "node_modules",
    "packages/server/src",
    "packages/server/package.json",
    "packages/terraform-provider",
    "packages/console",
  ]) {
    await symlink(join(repository, path), join(folder, path));
  }
  return folder;
}

/** Starts the demo with output that is no terminal, and temporary files of its own. */
async function startDemo(folder: string, ...options: readonly string[]) {
  const files = await mkdtemp(join(temporary, "files-"));
  const child = spawn(process.execPath, [join(folder, "packages/server/demo/demo.ts"), ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], TMPDIR: files },
  });
  onTestFinished(() => void child.kill("SIGTERM"));
  const output = { said: "" };
  const readers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output.said += chunk;
    for (const read of readers) read();
  });
  return {
    child,
    files,
    /** What it has said so far. */
    said: () => output.said,
    /** The exit code, once everything was said. */
    ended: once(child, "close").then(([code]: readonly unknown[]) => code),
    complained: text(child.stderr),
    /** Resolves when it has said this. */
    whenSaid: (expected: string) =>
      new Promise<void>((resolve) => {
        readers.add(() => {
          if (output.said.includes(expected)) resolve();
        });
      }),
  };
}

describe("npm run demo -- --once", () => {
  it("tells the story, ends with status 0 and leaves no file behind", async () => {
    const { ended, said, complained, files } = await startDemo(built, "--once");
    expect(await ended).toBe(0);
    const story = said();
    for (const part of [
      '"sub": "local-ci/deploy-from-main"',
      "    accepted\n",
      "    refused\n",
      '/users/release-reader"',
      'expected "refs/heads/main"  presented "refs/heads/Main"',
      "near miss",
    ]) {
      expect(story).toContain(part);
    }
    expect(story).not.toContain("\u001b[");
    expect(story).not.toContain("\n\n\n");
    expect(await complained).toBe("");
    expect(await readdir(files)).toEqual([]);
  });

  it("works beside another one and where the usual port is taken", async () => {
    const usual = createServer().listen(8480, "127.0.0.1");
    // Somebody else may hold the port already: that is as good.
    await Promise.race([once(usual, "listening"), once(usual, "error")]).catch(() => undefined);
    onTestFinished(() => void usual.close());
    const demos = await Promise.all([startDemo(built, "--once"), startDemo(built, "--once")]);
    expect(await Promise.all(demos.map(({ ended }) => ended))).toEqual([0, 0]);
    for (const { said } of demos) expect(said()).not.toContain("127.0.0.1:8480");
  });

  it("ends with status 1 when a step does not hold, and says which", async () => {
    const broken = await checkout("broken");
    await mkdir(join(broken, "packages/server/dist"));
    // A server that is ready, and knows nothing else.
    await writeFile(
      join(broken, "packages/server/dist/main.js"),
      `import { createServer } from "node:http";
       const [host, port] = process.env.COUNTERSIGN_LISTEN.split(":");
       createServer((request, response) =>
         response.writeHead(request.url === "/readyz" ? 200 : 404).end("{}")).listen(port, host);`,
    );
    const { ended, said, files } = await startDemo(broken, "--once");
    expect(await ended).toBe(1);
    expect(said()).toContain("The demo stopped: the server answered 404, not 201");
    expect(await readdir(files)).toEqual([]);
  });

  it("says what to do when the server was not built", async () => {
    const { ended, said } = await startDemo(await checkout("unbuilt"), "--once");
    expect(await ended).toBe(1);
    expect(said()).toContain("npm run build");
  });
});

describe("npm run demo", () => {
  it.each([["--bogus"], ["once"]])("refuses %s, which it does not know", async (given) => {
    const { ended, said, complained, files } = await startDemo(built, given);
    expect(await ended).toBe(2);
    expect(said()).toBe("");
    expect(await complained).toMatch(new RegExp(`${given}.*\\.\n\nnpm run demo .*--once`, "s"));
    expect(await readdir(files)).toEqual([]);
  });

  it("says with --help what there is", async () => {
    const { ended, said } = await startDemo(built, "--help");
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^npm run demo .*\nnpm run demo -- --once .*\n$/);
  });

  it("hands out a token for another service that is refused for that alone for hours", async () => {
    const { said, whenSaid } = await startDemo(built);
    await whenSaid("Ctrl-C");
    const [, path = ""] = said().match(/--token-file (\S+for-another)/) ?? [];
    const { exp = 0, iat = 0 } = decodeJwt(await readFile(path, "utf8"));
    expect(exp - iat).toBeGreaterThanOrEqual(3_600);
  });

  it.skipIf(!hasCurl && process.env["CI"] !== "true")(
    "stays up, so that its commands can be repeated, until it is interrupted",
    async () => {
      const { child, ended, files, said, whenSaid } = await startDemo(built);
      await whenSaid("Ctrl-C");
      const [settings = ""] = said().match(/^export .*$/m) ?? [];
      const program = `countersign() { '${process.execPath}' '${join(built, "packages/server/dist/main.js")}' "$@"; }`;
      const answers: string[] = [];
      for (const command of said().match(/^(?:curl|countersign) (?:.*\\\n)*.*$/gm) ?? []) {
        const script = `${program}\n${settings}\n${command} 2>&1 || echo "ended with $?"`;
        answers.push((await run("sh", ["-c", script])).stdout);
      }
      expect(answers).toEqual([
        expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/),
        expect.stringMatching(/^refused\n.*near miss.*\nended with 3\n$/s),
        expect.stringMatching(/^AT .*\n(?:.* issued .*\n.* refused .*\n.* issued .*\n.* issued .*\n)$/),
        expect.stringContaining('"expires_in":600'),
        expect.stringContaining('"username":"local-ci/deploy-from-main"'),
        "",
        expect.stringMatching(/another-service.*ended with 3\n$/s),
        expect.stringMatching(/expired.*ended with 3\n$/s),
        expect.stringMatching(/audience_mismatch.*no_matching_mapping/s),
      ]);

      const interruptedAt = performance.now();
      child.kill("SIGINT");
      expect(await ended).toBe(0);
      expect(performance.now() - interruptedAt).toBeLessThan(2_000);
      expect(await readdir(files)).toEqual([]);
    },
  );

  it("ends everything when it is stopped while it tells the story", async () => {
    const { child, ended, files, whenSaid } = await startDemo(built);
    await whenSaid("1. A CI system");
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(await readdir(files)).toEqual([]);
  });
});
