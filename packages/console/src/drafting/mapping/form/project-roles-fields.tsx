/** Roles in projects. A mapping that belongs to a project grants roles of that one alone. */

import { Plus, X } from "lucide-react";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { ListInput } from "../../../ui/list-input.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import type { ProjectRolesField } from "../mapping-document.ts";

interface ProjectRolesFieldsProps {
  /** The project the mapping belongs to; null: none. */
  readonly owner: string | null;
  readonly projectRoles: readonly ProjectRolesField[];
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (projectRoles: readonly ProjectRolesField[]) => void;
}

/** Roles that every project has. */
const everyProjectsRoles = [
  "Project Admin",
  "Developer",
  "Contributor",
  "Viewer",
  "Release Manager",
  "Security Manager",
];

export function ProjectRolesFields({
  owner,
  projectRoles,
  error,
  disabled,
  onChange,
}: ProjectRolesFieldsProps) {
  const shown = projectRoles.length === 0 ? [{ project: owner ?? "", roles: [] }] : projectRoles;
  const change = (index: number, one: ProjectRolesField) =>
    onChange(shown.map((standing, at) => (at === index ? one : standing)));
  return (
    <div className="ml-7 space-y-3 border-line border-l-2 pl-4">
      {shown.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name until one is typed
        <div key={index} className="space-y-2">
          <div className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <Field label="Project" error={index === 0 ? error : undefined}>
                {(control) => (
                  <TextInput
                    {...control}
                    value={one.project}
                    disabled={disabled || (owner !== null && one.project === owner)}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(event) => change(index, { ...one, project: event.target.value })}
                  />
                )}
              </Field>
            </div>
            {projectRoles.length > 1 && (
              <IconButton
                label={`Remove the roles in ${one.project}`}
                icon={<X aria-hidden className="size-4" />}
                disabled={disabled}
                onClick={() => onChange(projectRoles.filter((_, at) => at !== index))}
              />
            )}
          </div>
          <Field label={one.project === "" ? "Roles" : `Roles in ${one.project}`}>
            {(control) => (
              <ListInput
                control={control}
                itemLabel="role"
                items={one.roles}
                suggestions={everyProjectsRoles}
                disabled={disabled}
                onChange={(roles) => change(index, { ...one, roles })}
              />
            )}
          </Field>
        </div>
      ))}
      {owner === null && (
        <Button
          size="small"
          icon={<Plus aria-hidden className="size-4" />}
          disabled={disabled}
          onClick={() => onChange([...shown, { project: "", roles: [] }])}
        >
          Roles in another project
        </Button>
      )}
    </div>
  );
}
