import { dirname, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, filesBelow, importsOf } from "../../../server/test/house/sources.ts";

const source = resolve(import.meta.dirname, "../../src");
const files = filesBelow(source);
const nameOf = (file: string) => relative(source, file);

/** Floors from the ground up, of folders and of files that stand alone; one may import lower floors and itself. */
const floors: readonly (readonly string[])[] = [
  ["version.ts", "engine"],
  ["protocol", "server"],
  ["plugin", "procedures", "configuration", "resources"],
  ["data-sources", "ephemeral"],
  ["provider.ts"],
  ["main.ts"],
];

const partOf = (file: string) => nameOf(file).split("/")[0] ?? "";
const floorOf = (part: string) => floors.findIndex((parts) => parts.includes(part));

/**
 * Reads what the server answers, whom the run trusts with everything: what a verifier has to fear of `JSON.parse`
 * (docs/adr/0010) would be no more here than a member that is not found. Texts that people write go through
 * `engine/json-text.ts`, which keeps their numbers, and states through `protocol/state-json.ts`.
 */
const jsonReaders = ["server/connection.ts"];

/** Standard output is Terraform's: the handshake, or the sentence in its place. */
const writers = ["plugin/serve.ts", "plugin/stopping.ts"];

function filesWith(pattern: RegExp): readonly string[] {
  return files.filter((file) => pattern.test(codeOf(file))).map(nameOf);
}

describe("the house of the Terraform provider", () => {
  it("has a floor for every folder", () => {
    expect(files.map(partOf).filter((part) => floorOf(part) === -1)).toEqual([]);
  });

  it("imports run down only, and folders of one floor do not import each other", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith(".") && !specifier.endsWith("/package.json"))
        .map((specifier) => resolve(dirname(file), specifier))
        .filter((target) => {
          const [from, to] = [partOf(file), partOf(target)];
          return from !== to && floorOf(to) >= floorOf(from);
        })
        .map((target) => `${nameOf(file)} imports ${nameOf(target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it("is a client of the server's published interfaces, and imports nothing of the server", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier === "countersign" || /(^|\/)server\/src\//.test(specifier))
        .filter((specifier) => !resolve(dirname(file), specifier).startsWith(`${source}/`))
        .map((specifier) => `${nameOf(file)} imports ${specifier}`),
    );
    const beyond = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolve(dirname(file), specifier))
        .filter((target) => !target.startsWith(`${resolve(source, "..")}/`)),
    );
    expect([...wrong, ...beyond]).toEqual([]);
  });

  it("has an engine that knows neither this server nor how Terraform speaks", () => {
    const words = /countersign|jfrog|keystone|oidc|grpc|msgpack|protobuf/i;
    expect(filesWith(words).filter((name) => name.startsWith("engine/"))).toEqual([]);
  });

  it("writes to standard output nothing but the handshake", () => {
    expect(
      filesWith(/\bconsole\s*\.|\bprocess\s*\.\s*stdout\b/).filter((name) => !writers.includes(name)),
    ).toEqual([]);
  });

  it("reads JSON from outside in two places", () => {
    expect(filesWith(/\bJSON\s*\.\s*parse\b/).filter((name) => !jsonReaders.includes(name))).toEqual([]);
  });
});
