/** Writes a project: a new one, or another version of one that stands. */

import type { Project } from "@countersign/client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { describeProblem } from "../../api/problems.ts";
import { useSaveProject } from "../../api/projects.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { draftOf, emptyForm, errorsOf, formOf, type ProjectForm, withRow } from "./project-draft.ts";

interface ProjectEditorProps {
  /** Null: a new one. */
  readonly standing: Project | null;
  readonly onSaved: (project: Project) => void;
  readonly onCancel: () => void;
}

export function ProjectEditor({ standing, onSaved, onCancel }: ProjectEditorProps) {
  const [form, setForm] = useState(standing === null ? emptyForm : formOf(standing));
  const save = useSaveProject(standing);
  const faults = save.isError ? describeProblem(save.error).errors : [];
  const { members, roles } = errorsOf(form, faults);
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draftOf(form), { onSuccess: onSaved });
      }}
    >
      {standing === null && (
        <Field
          label="Key"
          required
          error={members.get("key")}
          help="What everything else calls it; it cannot change. Lower-case letters, digits and hyphens."
        >
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={form.key}
              onChange={(event) => setForm({ ...form, key: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label="Name" error={members.get("display_name")} help="For people; the key when empty.">
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={form.displayName}
            onChange={(event) => setForm({ ...form, displayName: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" error={members.get("description")}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={form.description}
            onChange={(event) => setForm({ ...form, description: event.target.value })}
          />
        )}
      </Field>
      <Roles form={form} onChange={setForm} errors={roles} />
      {save.isError && <Problem error={save.error} title="The project was not saved" />}
      <div className="flex flex-wrap justify-end gap-2 pb-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={save.isPending}>
          {standing === null ? "Create project" : "Save"}
        </Button>
      </div>
    </form>
  );
}

interface RolesProps {
  readonly form: ProjectForm;
  readonly onChange: (form: ProjectForm) => void;
  readonly errors: ReadonlyMap<number, string>;
}

function Roles({ form, onChange, errors }: RolesProps) {
  const set = (id: number, changed: Partial<ProjectForm["roles"][number]>) =>
    onChange({
      ...form,
      roles: form.roles.map((role) => (role.id === id ? { ...role, ...changed } : role)),
    });
  return (
    <fieldset className="space-y-2">
      <legend className="font-medium">Own roles</legend>
      <p className="text-sm text-ink-muted">
        Beside those every project has, such as Project Admin and Developer. A role counts as soon as it is
        saved; one that is taken away gives nothing from then on.
      </p>
      {form.roles.map((role, index) => (
        <div key={role.id} className="flex flex-wrap items-start gap-2">
          <div className="min-w-40 flex-1">
            <TextInput
              aria-label={`Name of role ${index + 1}`}
              aria-invalid={errors.has(role.id) || undefined}
              placeholder="Name"
              value={role.name}
              onChange={(event) => set(role.id, { name: event.target.value })}
            />
            {errors.has(role.id) && <p className="text-sm text-critical">{errors.get(role.id)}</p>}
          </div>
          <TextInput
            aria-label={`Description of role ${index + 1}`}
            placeholder="Description"
            value={role.description}
            onChange={(event) => set(role.id, { description: event.target.value })}
            className="min-w-40 flex-2"
          />
          <IconButton
            label={`Remove role ${index + 1}`}
            icon={<Trash2 aria-hidden className="size-4" />}
            onClick={() => onChange({ ...form, roles: form.roles.filter(({ id }) => id !== role.id) })}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={() => onChange(withRow(form))}
      >
        Add a role
      </Button>
    </fieldset>
  );
}
