/** One project: what it is, its roles, what belongs to it, and its end. */

import type { Project } from "@countersign/client";
import { Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useBelongings, useDeleteProject, useProject } from "../../api/projects.ts";
import { useSeesAll } from "../../api/rights.ts";
import { ConfirmAct } from "../../shell/confirm-act.tsx";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Code } from "../../ui/code.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.ts";
import { ProjectEditor } from "./project-editor.tsx";

const trail = [{ label: "Projects", href: "/projects" }];

export default function ProjectPage() {
  const { key = "" } = useParams<{ key: string }>();
  const project = useProject(key);
  if (project.isSuccess) return <Standing project={project.data} />;
  return (
    <>
      <PageHeader title={key} trail={trail} />
      {project.isError ? (
        <Problem
          error={project.error}
          title="The project was not read"
          onRetry={() => void project.refetch()}
        />
      ) : (
        <Skeleton lines={5} />
      )}
    </>
  );
}

function Standing({ project }: { readonly project: Project }) {
  const [open, setOpen] = useState<"editor" | "deletion" | null>(null);
  const mayWrite = useSeesAll();
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader
        title={project.display_name}
        trail={trail}
        description={project.description}
        actions={
          mayWrite && (
            <>
              <Button icon={<Pencil aria-hidden className="size-4" />} onClick={() => setOpen("editor")}>
                Edit
              </Button>
              <Button
                look="dangerous"
                icon={<Trash2 aria-hidden className="size-4" />}
                onClick={() => setOpen("deletion")}
              >
                Delete…
              </Button>
            </>
          )
        }
      />
      <div className="space-y-4">
        <Card title="Project">
          <Facts
            facts={[
              { term: "Key", value: <Code>{project.key}</Code> },
              {
                term: "Own roles",
                value:
                  project.roles.length === 0 ? (
                    "None beside those every project has."
                  ) : (
                    <ul className="space-y-1">
                      {project.roles.map(({ name, description }) => (
                        <li key={name}>
                          {name}
                          {description !== "" && <span className="text-ink-muted">: {description}</span>}
                        </li>
                      ))}
                    </ul>
                  ),
              },
              { term: "Created", value: <LocalTime at={project.created_at} /> },
              { term: "Changed", value: <LocalTime at={project.updated_at} /> },
            ]}
          />
        </Card>
        <BelongingsCard project={project} />
      </div>
      {open === "editor" && (
        <Dialog open title={`Edit ${project.display_name}`} onClose={close}>
          <ProjectEditor
            standing={project}
            onCancel={close}
            onSaved={({ display_name }) => {
              close();
              toast(`The project ${display_name} is saved.`);
            }}
          />
        </Dialog>
      )}
      {open === "deletion" && <DeleteProject project={project} onClose={close} />}
    </>
  );
}

function BelongingsCard({ project }: { readonly project: Project }) {
  const belongings = useBelongings(project.key);
  if (belongings.isPending) return <Skeleton lines={3} />;
  if (belongings.isError) {
    return (
      <Problem
        error={belongings.error}
        title="What belongs to the project was not read"
        onRetry={() => void belongings.refetch()}
      />
    );
  }
  const { providers, mappings } = belongings.data;
  return (
    <Card title="What belongs to it">
      <Facts
        facts={[
          {
            term: "Providers",
            value: links(
              providers.map(({ name }) => ({
                label: name,
                href: `/integrations/${encodeURIComponent(name)}`,
              })),
              "None: its mappings may stand on global ones.",
            ),
          },
          {
            term: "Identity mappings",
            value: links(
              mappings.map(({ id, name, provider }) => ({
                label: `${provider} / ${name}`,
                href: `/mappings/${encodeURIComponent(id)}`,
              })),
              "None.",
            ),
          },
        ]}
      />
    </Card>
  );
}

function links(all: readonly { readonly label: string; readonly href: string }[], none: string): ReactNode {
  if (all.length === 0) return none;
  return (
    <ul className="space-y-1">
      {all.map(({ label, href }) => (
        <li key={href}>
          <Link href={href} className="text-accent-strong underline underline-offset-2">
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function DeleteProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const remove = useDeleteProject(project);
  const [, navigate] = useLocation();
  return (
    <ConfirmAct
      title={`Delete the project ${project.display_name}?`}
      confirmLabel="Delete"
      dangerous
      typeToConfirm={project.key}
      act={() => remove.mutateAsync()}
      onDone={() => {
        toast(`The project ${project.display_name} is deleted.`);
        navigate("/projects");
      }}
      onClose={onClose}
    >
      <p>
        It goes only when it owns no provider and no identity mapping any more; otherwise the server says what
        stands in the way, and nothing is done. Roles in it that tokens name give nothing here from then on.
      </p>
    </ConfirmAct>
  );
}
