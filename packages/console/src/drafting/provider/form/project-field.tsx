/** The project that owns the integration. */

import { useQuery } from "@tanstack/react-query";
import { client } from "../../../api/client.ts";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { textAt } from "../../mapping/mapping-document.ts";
import type { ProviderFormProps } from "./form-props.ts";

const mostProjects = 200;

export function ProjectField({ state, dispatch, isNew, faultAt }: ProviderFormProps) {
  const projects = useQuery({
    queryKey: ["projects", "choices"],
    queryFn: async () =>
      (await client.request("GET", "/api/v1/projects", { query: { limit: mostProjects } })).items,
  });
  const project = textAt(state.document, "project");
  const keys = (projects.data ?? []).map(({ key }) => key);
  if (keys.length === 0 && project === "") return null;
  return (
    <Field
      label="Project"
      help="Its admins may change the integration, and its mappings are asked first where the project is named."
      error={faultAt("/project")}
    >
      {(control) => (
        <Select
          {...control}
          className="max-w-72"
          disabled={!isNew}
          value={project}
          choices={[
            { value: "", label: "Global" },
            ...[...new Set([...keys, ...(project === "" ? [] : [project])])].map((key) => ({
              value: key,
              label: key,
            })),
          ]}
          onChange={(key) => dispatch({ kind: "set", member: "project", value: key === "" ? null : key })}
        />
      )}
    </Field>
  );
}
