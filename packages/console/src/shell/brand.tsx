/** The product's name and sign. */

import { ShieldCheck } from "lucide-react";

export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 text-base font-semibold">
      <ShieldCheck aria-hidden className="size-5 text-accent" />
      Countersign
    </span>
  );
}
