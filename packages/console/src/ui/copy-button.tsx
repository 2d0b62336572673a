/** Copies a text, and says that it has. */

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./button.tsx";

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as in "Copy the reference". */
  readonly label: string;
  /** Whether the label is shown beside the sign. */
  readonly showLabel?: boolean;
}

const shownMilliseconds = 2_000;

export function CopyButton({ text, label, showLabel = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    void copyText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("refused"),
    );
  const icon =
    outcome === "copied" ? (
      <Check aria-hidden className="size-4 text-good" />
    ) : (
      <Copy aria-hidden className="size-4" />
    );
  return (
    <>
      {showLabel ? (
        <Button size="small" icon={icon} onClick={copy}>
          {label}
        </Button>
      ) : (
        <IconButton size="small" label={label} icon={icon} onClick={copy} />
      )}
      <span role="status" className={outcome === "refused" ? "text-sm text-critical" : "sr-only"}>
        {outcome === "copied" && "Copied"}
        {outcome === "refused" && "The browser refused. Select the text and copy it."}
      </span>
    </>
  );
}

/** The clipboard is there on https and on loopback only; elsewhere the promise is rejected. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
