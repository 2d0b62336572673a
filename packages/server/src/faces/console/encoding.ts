/** Which of a file's compressed forms a caller takes (RFC 9110 section 12.5.3). */

import type { FastifyRequest } from "fastify";
import type { ConsoleFile } from "../services/console-files.ts";

/** @returns the best that is there and that the caller takes; null: the file as it is */
export function encodingFor(
  { headers }: Pick<FastifyRequest, "headers">,
  file: Pick<ConsoleFile, "compressed">,
): ConsoleFile["compressed"][number]["encoding"] | null {
  const accepted = new Set(
    String(headers["accept-encoding"] ?? "")
      .toLowerCase()
      .split(",")
      .map((one) => one.trim())
      .filter((one) => !/;\s*q=0(?:\.0*)?$/.test(one))
      .map((one) => one.split(";")[0]?.trim()),
  );
  return file.compressed.find(({ encoding }) => accepted.has(encoding))?.encoding ?? null;
}
