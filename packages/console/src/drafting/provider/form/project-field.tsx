/** The project that owns the integration. */

import { textAt } from "../../mapping/mapping-document.ts";
import { ProjectChoice } from "../../project-choice.tsx";
import type { ProviderFormProps } from "./form-props.ts";

export function ProjectField({ state, dispatch, isNew, faultAt }: ProviderFormProps) {
  return (
    <ProjectChoice
      project={textAt(state.document, "project")}
      help="Its admins may change the integration, and its mappings are asked first where the project is named."
      error={faultAt("/project")}
      disabled={!isNew}
      onChange={(key) => dispatch({ kind: "set", member: "project", value: key === "" ? null : key })}
    />
  );
}
