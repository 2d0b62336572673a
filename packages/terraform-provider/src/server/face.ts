/** What has to be known of a face of the server to manage objects through it, whatever they are. */

import type { Path } from "../engine/values.ts";
import type { Answer, Asked } from "./connection.ts";

export interface Face {
  /** The header that carries the credential. */
  readonly credential: NonNullable<Asked["credential"]>;
  readonly createsWith: "POST" | "PUT";
  /** Whether the server says that there is no such object, and not only that nothing is at a path. */
  readonly isGone: (answer: Answer) => boolean;
  /** Whether it says that there is such an object already. */
  readonly isTaken: (answer: Answer) => boolean;
  /**
   * The attribute that a refusal is about.
   * @param has whether the resource has such an attribute
   */
  readonly attributeIn: (sentence: string, has: (path: Path) => boolean) => Path | undefined;
  /** What to do besides about a refusal, in whole sentences; null: the server has said it. */
  readonly advice?: (answer: Answer) => string | null;
}
