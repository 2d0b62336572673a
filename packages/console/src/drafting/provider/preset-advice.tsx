/** What is known of a CI system's tokens, beside the form: what to bind, what never changes, what is dangerous and why. */

import type { Preset } from "@countersign/client";
import { TriangleAlert } from "lucide-react";
import { CodeBlock } from "../../ui/code.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";

export function PresetAdvice({ preset }: { readonly preset: Preset }) {
  const immutable = preset.immutable_claims;
  return (
    <div className="space-y-4">
      <p className="text-ink-muted">{preset.shared_issuer ? sharedIssuer : ownIssuer}</p>
      <div>
        <h3 className="font-medium">Dangerous to bind</h3>
        <ul className="mt-1 space-y-2">
          {preset.dangerous_bindings.map(({ binding, why }) => (
            <li key={binding} className="flex gap-2">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
              <div className="min-w-0">
                <p className="font-mono text-sm">{binding}</p>
                <p className="text-ink-muted text-sm">{why}</p>
              </div>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className="font-medium">A sound start for a mapping</h3>
        <div className="mt-1">
          <CodeBlock label="Advised claims" text={JSON.stringify(preset.recommended_claims, null, 2)} />
        </div>
      </div>
      {immutable.length > 0 && (
        <p>
          <span className="font-medium">Never given out twice: </span>
          <span className="font-mono text-sm">{immutable.join(", ")}</span>. Names can be given up and taken
          by somebody else; these cannot.
        </p>
      )}
      <p>
        <span className="font-medium">Use of a token: </span>
        {preset.replay.why}
      </p>
      {preset.caller_controlled_claims.length > 0 && (
        <Disclosure summary="Claims that whoever starts a job chooses">
          <p className="font-mono text-sm">{preset.caller_controlled_claims.join(", ")}</p>
        </Disclosure>
      )}
      {preset.unconfirmed !== null && (
        <p className="text-ink-muted text-sm">To be compared with a live token: {preset.unconfirmed}</p>
      )}
      {preset.source !== null && (
        <p className="text-sm">
          <a
            href={preset.source}
            target="_blank"
            rel="noreferrer"
            className="text-accent-strong underline underline-offset-2"
          >
            The platform's own page
          </a>
        </p>
      )}
    </div>
  );
}

const sharedIssuer =
  "Its issuer is shared: it signs for everybody who has an account there. A mapping has to say whose jobs are meant.";
const ownIssuer = "Its issuer signs for this installation alone.";
