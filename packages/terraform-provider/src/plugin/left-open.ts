/**
 * Closes what Terraform left open. It closes an ephemeral resource once everything that uses it is done, and skips that
 * when something of it failed: without this a token would outlive the run that it was made for.
 */

import { setTimeout as pause } from "node:timers/promises";
import type { Handlers, Procedures } from "../protocol/messages.ts";
import type { Calls } from "./calls.ts";

/** How long the closing of everything may take, in milliseconds; Terraform kills 2 000 after its Shutdown. */
const closingMs = 1_200;

/** What was opened, as it is closed. */
export type Opened = Procedures["CloseEphemeralResource"][0];

/** @returns handlers that do what those given do, and what is open of what was opened through them */
export function watchOpen(given: Handlers): {
  readonly handlers: Handlers;
  readonly open: () => readonly Opened[];
} {
  const open = new Map<string, Opened>();
  // Each has something of its own to be closed with, such as the id of its token.
  const keyOf = ({ typeName, private: kept }: Opened) =>
    `${typeName} ${Buffer.from(kept).toString("base64")}`;
  return {
    handlers: {
      ...given,
      OpenEphemeralResource: async (request) => {
        const answer = await given.OpenEphemeralResource(request);
        const opened = { typeName: request.typeName, private: answer.private };
        if (opened.private.length > 0) open.set(keyOf(opened), opened);
        return answer;
      },
      CloseEphemeralResource: (request) => {
        open.delete(keyOf(request));
        return given.CloseEphemeralResource(request);
      },
    },
    open: () => [...open.values()],
  };
}

/** Never rejects, and takes no longer than a process has that is to end. */
export async function closeAll(open: readonly Opened[], calls: Calls): Promise<void> {
  if (open.length === 0) return;
  const closed = Promise.all(open.map((one) => calls.serve("CloseEphemeralResource", one)));
  await Promise.race([closed, pause(closingMs)]);
}
