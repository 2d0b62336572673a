import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMasterKey } from "../../src/keys/master-key.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-key-"));
  path = join(folder, "master.key");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = { databaseHasOne: false, randomBytes };
const open = async (createIfMissing: boolean) =>
  (await openMasterKey({ ...options, path, createIfMissing })).masterKey;

describe("the master key", () => {
  it("is made on the first start, 32 bytes for its owner alone", async () => {
    const key = await open(true);
    const file = await stat(path);
    expect(file.mode & 0o777).toBe(0o600);
    expect(file.size).toBe(32);
    expect(key.export()).toEqual(await readFile(path));
  });

  it("is the same key on the next start", async () => {
    const first = await open(true);
    const second = await open(true);
    expect(second.equals(first)).toBe(true);
  });

  it("leaves no other file behind", async () => {
    await open(true);
    expect(await readdir(folder)).toEqual(["master.key"]);
  });

  it("is made in a folder that does not exist yet", async () => {
    path = join(folder, "data", "master.key");
    await open(true);
    expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
  });

  it("is one key when two processes start at once", async () => {
    const [one, other] = await Promise.all([open(true), open(true)]);
    expect(one.equals(other)).toBe(true);
  });

  it("is never made unless the caller allows it", async () => {
    await expect(open(false)).rejects.toMatchObject({
      code: "master_key_missing",
      message: expect.stringContaining(path),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("is never made for a database that was made with another", async () => {
    const opened = openMasterKey({ ...options, path, createIfMissing: true, databaseHasOne: true });
    await expect(opened).rejects.toMatchObject({
      code: "master_key_missing",
      message: expect.stringContaining(`${path} is missing, but this database was made with one`),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("says whether it was made or found", async () => {
    const started = () => openMasterKey({ ...options, path, createIfMissing: true });
    expect((await started()).made).toBe(true);
    expect((await started()).made).toBe(false);
  });

  it.each([0o640, 0o604, 0o660, 0o644])("is refused when its mode is %o", async (mode) => {
    await open(true);
    await chmod(path, mode);
    await expect(open(true)).rejects.toMatchObject({
      code: "master_key_exposed",
      message: expect.stringContaining(`chmod 600 ${path}`),
    });
  });

  it("is judged by the file a link leads to", async () => {
    await open(true);
    await chmod(path, 0o644);
    const linked = join(folder, "linked.key");
    await symlink(path, linked);
    await expect(openMasterKey({ ...options, path: linked, createIfMissing: false })).rejects.toMatchObject({
      code: "master_key_exposed",
    });
  });

  it.each([0, 16, 31, 33, 44, 4096])("is refused when it holds %i bytes", async (size) => {
    await writeFile(path, randomBytes(size), { mode: 0o600 });
    await expect(open(true)).rejects.toMatchObject({
      code: "master_key_malformed",
      message: expect.stringContaining("exactly 32 raw bytes"),
    });
  });
});
