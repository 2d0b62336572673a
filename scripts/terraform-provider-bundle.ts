/**
 * Builds the Terraform provider: one file that Terraform runs as it is, for every system with a shell and Node. It is a
 * shell script that says what is missing when there is no suitable Node, and a program when there is one.
 */

import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const provider = join(root, "packages/terraform-provider");

export const providerBundle = {
  source: join(provider, "src/main.ts"),
  file: join(provider, "dist/terraform-provider-platform"),
};

/** The oldest Node that runs it. */
const oldestNode = 20;

const advice = "Install a newer one (https://nodejs.org), or put its folder first on the PATH";
const needs = `Countersign's Terraform provider needs Node.js ${oldestNode} or newer, and`;

/**
 * The program in front of the program, in JavaScript that the oldest Node understands. The file is required, and not
 * run, since how Node reads a file that it runs depends on the file's name and on the package.json above it.
 */
const opener = [
  "var found = process.versions.node;",
  `if (parseInt(found, 10) < ${oldestNode}) {`,
  `  var out = process.env.TF_PLUGIN_MAGIC_COOKIE ? process.stdout : process.stderr;`,
  `  out.write(${JSON.stringify(`${needs} the node on Terraform's PATH is `)} + found + ${JSON.stringify(`. ${advice}.\n`)});`,
  "  process.exitCode = 1;",
  `} else require(require("path").resolve(process.argv[1]));`,
].join(" ");

/**
 * The lines in front of it. To Node the first is a comment, and the second a text and a comment; to a shell the second
 * runs Node in its own place. A sentence goes to standard output when Terraform started the file, since that is what
 * Terraform shows, and else to standard error.
 */
const preamble = [
  "#!/bin/sh",
  [
    "':' //",
    "if ! command -v node >/dev/null; then",
    `if test -z "$TF_PLUGIN_MAGIC_COOKIE"; then exec >&2; fi`,
    `echo "${needs} there is no node on Terraform's PATH. ${advice}."`,
    "exit 1",
    "fi",
    `exec node --input-type=commonjs -e '${opener.replaceAll("'", `'"'"'`)}' "$0" "$@"`,
  ]
    .join("; ")
    .replace("then; ", "then "),
].join("\n");

/**
 * The file's text.
 * @param source another program than the provider's, for tests
 */
export async function bundleTerraformProvider(source: string = providerBundle.source): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [source],
    // Names of modules in the file are paths from here: the same wherever this is run.
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: `node${oldestNode}`,
    // Names stay as they are, so that a stack in the log can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    // At the end of the file, which stays one.
    legalComments: "eof",
    write: false,
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made no file");
  return Buffer.from(`${preamble}\n${output.text}`);
}

/** Puts it into its place. @param source as above */
export async function buildTerraformProvider(
  file: string = providerBundle.file,
  source: string = providerBundle.source,
): Promise<void> {
  const contents = await bundleTerraformProvider(source);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, contents);
  await chmod(`${file}.new`, 0o755);
  await rename(`${file}.new`, file);
}
