import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const project = resolve(import.meta.dirname, "../../../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-same-bytes-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `npm run build:terraform` of a copy of the sources, under circumstances of its own. */
async function release(
  name: string,
  { umask, zone, cwd }: { readonly umask: string; readonly zone: string; readonly cwd: string },
) {
  const copy = join(folder, name);
  for (const part of [
    "package.json",
    "package-lock.json",
    "scripts",
    "packages/terraform-provider",
    "packages/client",
    "packages/server/src",
  ]) {
    await mkdir(join(copy, part, ".."), { recursive: true });
    await cp(join(project, part), join(copy, part), {
      recursive: true,
      filter: (path) => !/\/(dist|node_modules)$/.test(path),
    });
  }
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
  const build = `umask ${umask}; exec "${process.execPath}" "${copy}/scripts/terraform/build.ts"`;
  await run("sh", ["-c", build], { cwd, env: { ...process.env, TZ: zone } });
  return join(copy, "dist/terraform");
}

/** Everything below the folder: path, mode, time, and content of files. */
async function listing(top: string): Promise<readonly unknown[]> {
  const paths = (await readdir(top, { recursive: true })).sort();
  return Promise.all(
    paths.map(async (path) => {
      const entry = await stat(join(top, path));
      const contents = entry.isFile() ? (await readFile(join(top, path))).toString("base64") : null;
      return { path, mode: entry.mode.toString(8), mtimeMs: entry.mtimeMs, contents };
    }),
  );
}

it("makes the same release of the same sources, to the byte, wherever, by whomever and in whatever time zone", async () => {
  const one = await release("one", { umask: "022", zone: "UTC", cwd: folder });
  const other = await release("another", { umask: "077", zone: "Asia/Kolkata", cwd: "/" });
  const [first, second] = [await listing(one), await listing(other)];
  expect(first.length).toBeGreaterThan(20);
  expect(second).toEqual(first);
});
