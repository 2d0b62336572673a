/** What the server warns a session of, above every page: such as a secret of the first start that is still good. */

import type { Session } from "@countersign/client";
import { Callout } from "../ui/callout.tsx";

export function SessionWarnings({ warnings }: { readonly warnings: Session["warnings"] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Warnings" className="mb-6 space-y-2">
      {warnings.map(({ code, message }) => (
        <Callout key={code} severity="warning">
          {message}
        </Callout>
      ))}
    </section>
  );
}
