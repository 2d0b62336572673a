/** What every part of the mapping form is given. */

import type { ClaimHints } from "../claim-hints.ts";
import type { MappingAction, MappingState } from "../mapping-state.ts";

export interface MappingFormProps {
  readonly state: MappingState;
  readonly dispatch: (action: MappingAction) => void;
  /** Of a mapping that was saved, name, provider and project stay. */
  readonly isNew: boolean;
  /** The server's sentence about a member, by its pointer below the mapping; absent: nothing is wrong. */
  readonly faultAt: (pointer: string) => string | undefined;
  /** While the JSON beside the form cannot be read. */
  readonly disabled: boolean;
  readonly hints: ClaimHints;
}
