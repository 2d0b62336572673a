/** How often a token of a provider is accepted, in words. */

import type { Provider } from "@countersign/client";

/** The rest of "A token is accepted …". */
export function replayInWords(replay: Provider["replay"]): string {
  if (replay?.policy !== "single_use") return "as often as it is shown, until it expires";
  const { key } = replay;
  switch (key.kind) {
    case "jti":
      return "once, known by its jti";
    case "payload":
      return "once, known by all its claims";
    case "claims":
      return `once, known by ${key.names.join(", ")}`;
  }
}
