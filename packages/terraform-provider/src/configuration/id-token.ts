/** Where the ID token of this run is, and what it is. What is read is told to nobody but the server. */

import { open } from "node:fs/promises";
import { type Environment, firstSet, taggedTokenVariable, variables } from "./environment.ts";

/** A file is read for every exchange anew; a variable never changes while the provider runs. */
export type IdTokenSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "value"; readonly value: string; readonly from: string };

/** Where it is, as a sentence names it: a variable, an attribute, or a file's path. */
export function idTokenPlace(source: IdTokenSource): string {
  return source.kind === "file" ? source.path : source.from;
}

export interface IdTokenWish {
  readonly file: string | null;
  readonly tag: string | null;
  /** The attribute that would name a file. */
  readonly fileAttribute: string;
}

/** A tag that is configured decides: the token without a tag was made for somebody else. */
export function findIdToken(
  { file, tag, fileAttribute }: IdTokenWish,
  environment: Environment,
): { readonly ok: true; readonly source: IdTokenSource } | { readonly ok: false; readonly sentence: string } {
  if (file !== null) return { ok: true, source: { kind: "file", path: file } };
  const names = tag === null ? variables.idToken : [taggedTokenVariable(tag)];
  const found = firstSet(environment, names);
  if (found !== null) return { ok: true, source: { kind: "value", ...found } };
  const missing = `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} not set.`;
  return {
    ok: false,
    sentence:
      tag === null
        ? `${missing} Put the ID token into ${variables.idToken[0]}, or name a file that holds it in ${fileAttribute}; at HCP Terraform, set TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace.`
        : `${missing} Set TFC_WORKLOAD_IDENTITY_AUDIENCE_${tag} in the workspace at HCP Terraform; the tag is compared with its letter case.`,
  };
}

export type IdTokenRead =
  | { readonly ok: true; readonly idToken: string }
  | { readonly ok: false; readonly sentence: string };

/** The server takes none that is longer. */
const longestIdToken = 65_536;

/** @param source a file is read anew each time, since platforms rewrite it before its token ends */
export async function readIdToken(source: IdTokenSource): Promise<IdTokenRead> {
  if (source.kind === "value") return judged(source.value, source.from);
  const text = await readStart(source.path);
  return text.ok ? judged(text.idToken.trim(), source.path) : text;
}

async function readStart(path: string): Promise<IdTokenRead> {
  try {
    await using file = await open(path, "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestIdToken + 1), 0, longestIdToken + 1, 0);
    return { ok: true, idToken: buffer.toString("utf8", 0, bytesRead) };
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    return {
      ok: false,
      sentence: `${path} cannot be read (${reason}). Name the file into which this run's platform writes the ID token.`,
    };
  }
}

function judged(idToken: string, from: string): IdTokenRead {
  if (idToken === "") return { ok: false, sentence: `${from} is empty. It must hold the ID token.` };
  if (idToken.length > longestIdToken || !/^[\w.-]+$/.test(idToken))
    return {
      ok: false,
      sentence: `${from} does not hold an ID token: three parts of letters, digits, "-" and "_", with dots between them.`,
    };
  return { ok: true, idToken };
}
