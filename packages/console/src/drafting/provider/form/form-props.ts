/** What every part of the integration form is given. */

import type { Preset } from "@countersign/client";
import type { ProviderAction, ProviderState } from "../provider-state.ts";

export interface ProviderFormProps {
  readonly state: ProviderState;
  readonly dispatch: (action: ProviderAction) => void;
  readonly isNew: boolean;
  /** What is known of the CI system. */
  readonly preset: Preset | undefined;
  /** The server's sentence about a member, by its pointer below the provider; absent: nothing is wrong. */
  readonly faultAt: (pointer: string) => string | undefined;
}
