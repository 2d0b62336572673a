/**
 * Builds the Terraform provider: one file that Terraform runs as it is, for every system with a shell and Node. It is a
 * shell script that says what is missing when there is no suitable Node, and a program when there is one.
 */

import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const program = join(root, "packages/terraform-provider/src/main.ts");

/** The oldest Node that runs it. */
const oldestNode = 20;

const advice = `Install Node.js ${oldestNode} or newer (https://nodejs.org), or put the folder of its node first on the PATH`;
const needs = "Countersign's Terraform provider runs on Node.js, and";

/**
 * The program in front of the program, in JavaScript that the oldest Node understands. The file is required, and not
 * run, since how Node reads a file that it runs depends on the file's name and on the package.json above it.
 */
const opener = [
  "var found = process.versions.node;",
  `if (parseInt(found, 10) < ${oldestNode}) {`,
  "  var out = process.env.TF_PLUGIN_MAGIC_COOKIE ? process.stdout : process.stderr;",
  `  out.write(${JSON.stringify(`${needs} the node on Terraform's PATH is `)} + found + ${JSON.stringify(`. ${advice}.\n`)});`,
  "  process.exitCode = 1;",
  '} else require(require("path").resolve(process.argv[1]));',
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
    `command -v node >/dev/null || { test -n "$TF_PLUGIN_MAGIC_COOKIE" || exec >&2; echo "${needs} there is no node on Terraform's PATH. ${advice}."; exit 1; }`,
    `exec node -e '${opener.replaceAll("'", `'"'"'`)}' "$0" "$@"`,
  ].join("; "),
].join("\n");

/**
 * The file's text.
 * @param source another program than the provider's, for tests
 */
export async function bundleTerraformProvider(source: string = program): Promise<Buffer> {
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
    plugins: [leaveOut],
    write: false,
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made no file");
  return Buffer.from(`${preamble}\n${output.text}`);
}

/**
 * What the libraries load and the provider never uses: grpc-js reads `.proto` files with one for services that are not
 * offered here, and protobufjs makes numbers beyond 2^53 with the other, which the codec refuses. Read at each start,
 * they would be a quarter of the file.
 */
const leaveOut: Plugin = {
  name: "leave-out",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(@grpc\/proto-loader|long)$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /^/, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};
