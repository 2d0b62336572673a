/** What resources, data sources and ephemeral resources work with: the server, and what this process has planned for it. */

import type { Server } from "./connection.ts";
import type { Drafts } from "./drafts.ts";

export interface Connected extends Server {
  readonly drafts: Drafts;
}
