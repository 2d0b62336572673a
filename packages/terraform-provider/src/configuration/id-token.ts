/** Reads the ID token of this run, for one exchange. What is read is told to nobody but the server. */

import { open } from "node:fs/promises";
import type { IdTokenSource } from "./identity.ts";

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
