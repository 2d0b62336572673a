import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./command-line.ts";

let folder: string;
let placed: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-files-"));
  placed = ["--data-dir", join(folder, "data")];
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "a-file"), "");
  await writeFile(join(folder, "data", "countersign.db"), "");
});
afterAll(() => rm(folder, { recursive: true }));

/** Commands that read a file, up to its path; how the file is called in the sentence, and what to do. */
const reading: readonly (readonly [argv: string, named: string, advice: RegExp])[] = [
  [
    "provider list --admin-token-file",
    "--admin-token-file",
    /Write the administrator's secret .*COUNTERSIGN_TOKEN/,
  ],
  ["exchange --token-file", "--token-file", /- for standard input/],
  ["explain --token-file", "--token-file", /- for standard input/],
  ["token inspect --token-file", "--token-file", /- for standard input/],
  ["explain --claims-file", "--claims-file", /- for standard input/],
  ["provider create --file", "--file", /- for standard input/],
  ["provider update ci --file", "--file", /`countersign provider show`/],
  ["mapping create ci --file", "--file", /- for standard input/],
  ["mapping update ci deploy --file", "--file", /`countersign mapping show`/],
  ["audit verify --checkpoints", "--checkpoints", /server logs one an hour/],
  ["audit verify --keys", "--keys", /\.well-known\/jwks\.json/],
  ["audit verify", "<file>", /`countersign audit export`/],
  ["backup verify", "<file>", /`countersign backup create`/],
  ["backup restore", "<file>", /`countersign backup create`/],
];

async function fails(argv: string, path: string): Promise<string> {
  const words = argv.split(" ");
  const place = /^(backup restore|key)/.test(argv) ? placed : [];
  const { code, out, err } = await runCommand([...words, path, ...place]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  return err;
}

/** @param named by an option, or the place of an argument */
function beginning(named: string, path: string): string {
  return named === "<file>" ? `The file ${path} cannot be read` : `${named} names ${path}`;
}

describe("a file that a command was to read", () => {
  it.each(reading)("is told when it is not there: %s", async (argv, named, advice) => {
    const path = join(folder, "nothing");
    const err = await fails(argv, path);
    expect(err).toContain(`${beginning(named, path)}: there is no such file.`);
    expect(err).toMatch(advice);
    expect(err).not.toMatch(/ENOENT|\n\s+at /);
  });

  it.each(reading)("is told when it is a folder: %s", async (argv, named) => {
    const err = await fails(argv, folder);
    expect(err).toContain(`${beginning(named, folder)}: it is a folder.`);
    expect(err).not.toContain("EISDIR");
  });

  it("is told when a part of its path is no folder", async () => {
    const path = join(folder, "a-file", "token");
    expect(await fails("exchange --token-file", path)).toContain(
      `--token-file names ${path}: a part of the path is no folder.`,
    );
  });

  it("is not read when it is larger than any such file", async () => {
    const path = join(folder, "large");
    await writeFile(path, "");
    await truncate(path, 20_000_000);
    expect(await fails("exchange --token-file", path)).toContain(
      `--token-file names ${path}: it is larger than 16 MiB.`,
    );
  });
});

describe("a master key", () => {
  const rewrap = "key rewrap --new-master-key-file new.key --master-key-file";

  it("is told when it is not there, with the option and how to make one", async () => {
    const path = join(folder, "nothing");
    expect(await fails(rewrap, path)).toMatch(
      /^--master-key-file: There is no master key at .*nothing\. Put there .*head -c 32 \/dev\/urandom/,
    );
  });

  it("is told when it cannot be read", async () => {
    expect(await fails(rewrap, folder)).toContain(`The master key ${folder} cannot be read: it is a folder.`);
  });

  it("is told by the option of the new one when that is not there", async () => {
    const present = join(folder, "present.key");
    await writeFile(present, Buffer.alloc(32), { mode: 0o600 });
    expect(await fails(`key rewrap --master-key-file ${present} --new-master-key-file`, "/nowhere")).toMatch(
      /^--new-master-key-file: There is no master key at \/nowhere\./,
    );
  });
});
