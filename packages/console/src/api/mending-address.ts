/** Where in the console what a finding is about can be changed. */

import type { PlacedFinding } from "@countersign/client";

export function mendingAddress({
  mapping_id: mapping,
  provider,
}: Pick<PlacedFinding, "mapping_id" | "provider">): string {
  return mapping === null ? `/integrations/${encodeURIComponent(provider)}/edit` : `/mappings/${mapping}`;
}
