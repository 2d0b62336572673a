/** What to paste into the CI system, one block after another. */

import { CodeBlock } from "../../ui/code.tsx";
import { snippetsFor } from "./snippets.ts";

interface SnippetListProps {
  readonly presetId: string | null;
  readonly provider: string;
  /** What tokens must carry; null: anything. */
  readonly audience: string | null;
}

export function SnippetList({ presetId, provider, audience }: SnippetListProps) {
  const server = location.origin;
  const snippets = snippetsFor(presetId, { server, provider, audience: audience ?? server });
  return (
    <div className="space-y-4">
      {snippets.map(({ title, text }) => (
        <div key={title} className="space-y-1">
          <h3 className="font-medium">{title}</h3>
          <CodeBlock label={title} text={text} />
        </div>
      ))}
    </div>
  );
}
