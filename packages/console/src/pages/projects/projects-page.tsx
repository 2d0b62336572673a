/** The projects there are. */

import type { Project } from "@countersign/client";
import { FolderTree, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useProjects } from "../../api/projects.ts";
import { useSeesAll } from "../../api/rights.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Code } from "../../ui/code.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { ProjectEditor } from "./project-editor.tsx";

export default function ProjectsPage() {
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  const [, navigate] = useLocation();
  const mayCreate = useSeesAll();
  const create = mayCreate && (
    <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setCreating(true)}>
      New project
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Projects"
        description="A project owns providers and identity mappings, and has roles that mappings grant. Its project admins manage what is its own."
        actions={create}
      />
      {projects.isPending && <Skeleton lines={5} />}
      {projects.isError && (
        <Problem
          error={projects.error}
          title="The projects were not read"
          onRetry={() => void projects.refetch()}
        />
      )}
      {projects.isSuccess && <ProjectList projects={projects.data} create={create} />}
      {creating && (
        <Dialog open title="New project" onClose={() => setCreating(false)}>
          <ProjectEditor
            standing={null}
            onSaved={({ key }) => navigate(`/projects/${encodeURIComponent(key)}`)}
            onCancel={() => setCreating(false)}
          />
        </Dialog>
      )}
    </>
  );
}

function ProjectList({
  projects,
  create,
}: {
  readonly projects: readonly Project[];
  readonly create: React.ReactNode;
}) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = projects.filter(({ key, display_name }) =>
    `${key} ${display_name}`.toLowerCase().includes(wanted),
  );
  if (projects.length === 0) {
    return (
      <Card>
        <EmptyState icon={FolderTree} title="There is no project yet" actions={create}>
          You need none to issue tokens. Make one to hand the mappings of a team to that team, or to grant
          roles in it.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      <div className="border-line border-b p-3">
        <SearchInput
          label="Find a project"
          placeholder="Key or name"
          value={text}
          onChange={setText}
          className="w-64 max-sm:w-full"
        />
      </div>
      <Table
        label="Projects"
        rows={shown}
        keyOf={({ key }) => key}
        columns={columns}
        empty={
          <EmptyState
            icon={FolderTree}
            title="No project fits"
            actions={<Button onClick={() => setText("")}>Show all</Button>}
          />
        }
      />
    </Card>
  );
}

const columns: readonly Column<Project>[] = [
  {
    head: "Project",
    names: true,
    cell: ({ key, display_name }) => (
      <Link
        href={`/projects/${encodeURIComponent(key)}`}
        className="text-accent-strong underline underline-offset-2"
      >
        {display_name}
      </Link>
    ),
  },
  { head: "Key", cell: ({ key }) => <Code>{key}</Code> },
  { head: "Description", cell: ({ description }) => description },
  { head: "Own roles", end: true, cell: ({ roles }) => roles.length },
  { head: "Changed", cell: ({ updated_at }) => <RelativeTime at={updated_at} /> },
];
