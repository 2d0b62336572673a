/** The three steps to the first exchange, for an installation through which nothing has come yet. */

import { ArrowRight, CircleCheck } from "lucide-react";
import { LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";

interface Step {
  readonly title: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly href: string };
  readonly done: boolean;
}

/** @param connected whether there is an integration already */
export function GettingStarted({ connected }: { readonly connected: boolean }) {
  const steps: readonly Step[] = [
    {
      title: "Connect a CI system",
      text: "Choose the platform your jobs run on. Its issuer, algorithms and replay policy are filled in.",
      action: { label: "New integration", href: "/new-integration" },
      done: connected,
    },
    {
      title: "Write an identity mapping",
      text: "Say which claims earn which grant, and try it on a token before you save it.",
      action: { label: "Manage integrations", href: "/integrations" },
      done: false,
    },
    {
      title: "Exchange a token",
      text: "Run the job, or countersign exchange on your machine. What came of it is in the log within a second.",
      action: { label: "Exchange log", href: "/log" },
      done: false,
    },
  ];
  const next = steps.findIndex(({ done }) => !done);
  return (
    <Card title="Three steps to the first exchange">
      <ol className="grid gap-4 lg:grid-cols-3">
        {steps.map(({ title, text, action, done }, index) => (
          <li key={title} className="flex flex-col items-start gap-2 rounded-md bg-canvas p-4">
            <p className="flex items-center gap-2 font-semibold">
              {done ? (
                <CircleCheck aria-label="Done" className="size-6 text-good" />
              ) : (
                <span
                  aria-hidden
                  className="grid size-6 place-items-center rounded-full bg-accent-soft text-sm text-accent-strong"
                >
                  {index + 1}
                </span>
              )}
              {title}
            </p>
            <p className="grow text-ink-muted">{text}</p>
            <LinkButton
              href={action.href}
              look={index === next ? "primary" : "secondary"}
              icon={<ArrowRight aria-hidden className="size-4" />}
            >
              {action.label}
            </LinkButton>
          </li>
        ))}
      </ol>
    </Card>
  );
}
