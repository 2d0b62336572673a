/** Every component of `src/ui` in the states it knows, on one page that nobody but the tests sees. */

import { Plug, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { createRoot } from "react-dom/client";
import { startTheme } from "../../../src/shell/theme.ts";
import "../../../src/styles.css";
import { Badge, FindingBadge, OutcomeBadge } from "../../../src/ui/badge.tsx";
import { Button, type ButtonLook, IconButton, LinkButton } from "../../../src/ui/button.tsx";
import { Callout, type Severity } from "../../../src/ui/callout.tsx";
import { Card } from "../../../src/ui/card.tsx";
import { Checkbox } from "../../../src/ui/checkbox.tsx";
import { Code, CodeBlock } from "../../../src/ui/code.tsx";
import { ConfirmDialog } from "../../../src/ui/confirm-dialog.tsx";
import { Dialog } from "../../../src/ui/dialog.tsx";
import { Disclosure } from "../../../src/ui/disclosure.tsx";
import { EmptyState } from "../../../src/ui/empty-state.tsx";
import { Facts } from "../../../src/ui/facts.tsx";
import { Field } from "../../../src/ui/field.tsx";
import { Menu } from "../../../src/ui/menu.tsx";
import { NumberInput } from "../../../src/ui/number-input.tsx";
import { PageHeader } from "../../../src/ui/page-header.tsx";
import { RadioGroup } from "../../../src/ui/radio-group.tsx";
import { LocalTime, RelativeTime } from "../../../src/ui/relative-time.tsx";
import { SearchInput } from "../../../src/ui/search-input.tsx";
import { Select } from "../../../src/ui/select.tsx";
import { Skeleton } from "../../../src/ui/skeleton.tsx";
import { Switch } from "../../../src/ui/switch.tsx";
import { Table } from "../../../src/ui/table.tsx";
import { Tabs } from "../../../src/ui/tabs.tsx";
import { TextArea } from "../../../src/ui/text-area.tsx";
import { TextInput } from "../../../src/ui/text-input.tsx";
import { toast } from "../../../src/ui/toast.ts";
import { Toaster } from "../../../src/ui/toaster.tsx";

const at = "2026-03-01T12:00:00Z";
const looks: readonly ButtonLook[] = ["primary", "secondary", "quiet", "dangerous"];
const severities: readonly Severity[] = ["critical", "warning", "notice", "good"];
const tones = ["neutral", "accent", "good", "notice", "warning", "critical"] as const;

/** A state of its own for whatever stands inside. */
function With<T>({
  initial,
  children,
}: {
  readonly initial: T;
  readonly children: (value: T, set: (value: T) => void) => ReactNode;
}) {
  const [value, set] = useState(initial);
  return children(value, set);
}

function Buttons() {
  return (
    <Card title="Buttons">
      <div className="flex flex-wrap gap-2">
        {looks.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
        <Button busy>Saving</Button>
        <Button disabled>Disabled</Button>
        <LinkButton href="/elsewhere">A link</LinkButton>
        <IconButton label="Take away" icon={<Trash2 aria-hidden className="size-4" />} />
      </div>
    </Card>
  );
}

function Words() {
  return (
    <Card title="Words" description="With a sign where the colour means something">
      <div className="flex flex-wrap gap-2">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <OutcomeBadge outcome="accepted" />
        <OutcomeBadge outcome="refused" />
        <FindingBadge severity="critical" />
        <FindingBadge severity="warning" />
        <FindingBadge severity="notice" />
      </div>
      <p>
        A <Code>word</Code> in a sentence, <RelativeTime at={at} />, <LocalTime at={at} precise />
      </p>
      <CodeBlock label="Claims" text={JSON.stringify({ sub: "x".repeat(200) }, null, 2)} />
    </Card>
  );
}

function Notes() {
  return (
    <Card title="Notes">
      <div className="space-y-2">
        {severities.map((severity) => (
          <Callout key={severity} severity={severity} actions={<Button>Mend it</Button>}>
            A sentence with <Code>code</Code> in it.
          </Callout>
        ))}
      </div>
      <Disclosure summary="More" open>
        Whoever asks is told.
      </Disclosure>
      <EmptyState icon={Plug} title="No integration yet" actions={<Button look="primary">Connect</Button>}>
        Connect a CI system to begin.
      </EmptyState>
      <Skeleton />
    </Card>
  );
}

function Form() {
  return (
    <Card title="Form">
      <div className="space-y-4">
        <Field label="Name" required help="As the pipelines say it.">
          {(control) => <TextInput {...control} placeholder="github" />}
        </Field>
        <Field label="Address" error="It must begin with https.">
          {(control) => <TextInput {...control} defaultValue="http://x" />}
        </Field>
        <Field label="Notes">{(control) => <TextArea {...control} />}</Field>
        <With<number | null> initial={null}>
          {(value, set) => (
            <Field label="Minutes">
              {(control) => <NumberInput {...control} value={value} onChange={set} />}
            </Field>
          )}
        </With>
        <With<"a" | "b"> initial="a">
          {(value, set) => (
            <Field label="Kind">
              {(control) => (
                <Select
                  {...control}
                  value={value}
                  onChange={set}
                  choices={[
                    { value: "a", label: "First" },
                    { heading: "Others", choices: [{ value: "b", label: "Second" }] },
                  ]}
                />
              )}
            </Field>
          )}
        </With>
        <With initial={true}>
          {(value, set) => (
            <Checkbox label="Enabled" help="Or nobody gets in." checked={value} onChange={set} />
          )}
        </With>
        <With initial={true}>{(value, set) => <Switch label="Live" checked={value} onChange={set} />}</With>
        <With<"one" | "two"> initial="one">
          {(value, set) => (
            <RadioGroup
              label="Scope"
              value={value}
              onChange={set}
              error="Choose the other."
              choices={[
                { value: "one", label: "One", help: "Only one." },
                { value: "two", label: "Two" },
              ]}
            />
          )}
        </With>
        <With initial="">
          {(value, set) => (
            <SearchInput label="Find" placeholder="Name or subject" value={value} onChange={set} />
          )}
        </With>
      </div>
    </Card>
  );
}

function Lists() {
  const rows = [
    { name: "github", issuer: "https://token.actions.example/with/a/rather/long/path", count: 12 },
    { name: "gitlab", issuer: "https://gitlab.example", count: 3 },
  ];
  return (
    <Card title="Lists" flush>
      <Table
        label="Integrations"
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { head: "Name", names: true, cell: ({ name }) => name },
          { head: "Issuer", cell: ({ issuer }) => issuer },
          { head: "Mappings", end: true, cell: ({ count }) => count },
          {
            head: "Actions",
            bare: true,
            cell: ({ name }) => (
              <Menu label={`Actions for ${name}`} items={[{ label: "Edit", href: "/edit" }]} />
            ),
          },
        ]}
      />
      <Facts
        facts={[
          { term: "Issuer", value: "https://gitlab.example" },
          { term: "Made", value: <LocalTime at={at} /> },
        ]}
      />
      <With<"form" | "json"> initial="form">
        {(value, set) => (
          <Tabs
            label="Ways to write it"
            value={value}
            onChange={set}
            tabs={[
              { id: "form", label: "Form", content: "The form" },
              { id: "json", label: "JSON", content: "The document" },
            ]}
          />
        )}
      </With>
    </Card>
  );
}

function Windows() {
  const [open, setOpen] = useState<"dialog" | "confirm" | null>(null);
  const close = () => setOpen(null);
  return (
    <Card title="Windows">
      <Button onClick={() => setOpen("dialog")}>Open the dialog</Button>
      <Button onClick={() => toast("The mapping is saved.")}>Tell</Button>
      <Menu
        label="Acts"
        items={[
          { label: "Look", onSelect: () => setOpen("dialog") },
          { label: "Delete", dangerous: true, apart: true, onSelect: () => setOpen("confirm") },
        ]}
      />
      <Dialog
        open={open === "dialog"}
        title="A dialog"
        onClose={close}
        actions={<Button onClick={close}>Done</Button>}
      >
        <Field label="In the dialog">{(control) => <TextInput {...control} />}</Field>
        <Menu label="Acts in the dialog" items={[{ label: "Close it", onSelect: close }]} />
      </Dialog>
      <ConfirmDialog
        open={open === "confirm"}
        title="Delete it?"
        confirmLabel="Delete"
        dangerous
        onConfirm={close}
        onClose={close}
      >
        Nobody gets in by it then.
      </ConfirmDialog>
    </Card>
  );
}

function Gallery() {
  return (
    <main className="mx-auto max-w-5xl space-y-5 p-4">
      <PageHeader
        title="Components"
        description="All of them."
        trail={[{ label: "Above", href: "/above" }]}
        actions={<Button look="primary">New</Button>}
      />
      <Buttons />
      <Words />
      <Notes />
      <Form />
      <Lists />
      <Windows />
      <Toaster />
    </main>
  );
}

startTheme();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<Gallery />);
