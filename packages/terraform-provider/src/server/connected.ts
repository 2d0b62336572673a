/** What resources, data sources and ephemeral resources work with: the server, and what this process has planned for it. */

import type { Server } from "./connection.ts";
import type { Planning } from "./planning.ts";

export interface Connected extends Server {
  /** The attribute or variable that names `url`. */
  readonly urlFrom: string;
  /** Of this process: an ID token may be in it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly planning: Planning;
  /** Findings that are accepted knowingly: `no_audience`, or of one object only `no_audience:github`. */
  readonly acceptedFindings: readonly string[];
}
