/** JSON that stands as text inside a claim, read like any other JSON from outside. */

import { parsed, unreadable } from "../core/granting/parsed.ts";
import type { ReadJson } from "../core/granting/template.ts";
import { parseStrictJson } from "./strict-json.ts";

export const readJsonInText: ReadJson = (text) => {
  const read = parseStrictJson(text);
  return read.ok ? parsed(read.value) : unreadable(read.problem.detail);
};
