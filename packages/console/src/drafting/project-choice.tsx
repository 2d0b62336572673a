/** The project that owns what is drafted: one of those there are, or none. */

import { useQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { useSeesAll } from "../api/rights.ts";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";

interface ProjectChoiceProps {
  /** Empty: none owns it. */
  readonly project: string;
  readonly help: string;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (project: string) => void;
}

const mostProjects = 200;

export function ProjectChoice({ project, help, error, disabled, onChange }: ProjectChoiceProps) {
  const seesAll = useSeesAll();
  const projects = useQuery({
    queryKey: ["projects", "choices"],
    queryFn: async () =>
      (await client.request("GET", "/api/v1/projects", { query: { limit: mostProjects } })).items,
  });
  const keys = (projects.data ?? []).map(({ key }) => key);
  if (keys.length === 0 && project === "") return null;
  const offered = [...new Set([...(seesAll ? [""] : []), ...keys, project])];
  return (
    <Field label="Project" help={help} error={error}>
      {(control) => (
        <Select
          {...control}
          className="max-w-72"
          disabled={disabled}
          value={project}
          choices={offered.map((key) => ({ value: key, label: key === "" ? "Global" : key }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
