/** Which preset a provider follows: the one it names. A provider that names none is shown what is known of any issuer. */

import type { Preset, Provider } from "@countersign/client";

export function presetOf(
  { preset }: Pick<Provider, "preset">,
  presets: readonly Preset[],
): Preset | undefined {
  return presets.find(({ id }) => id === preset) ?? presets.find(({ id }) => id === "generic");
}
