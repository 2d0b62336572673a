/** The project that owns the mapping. */

import { withMember } from "../../json/json-value.ts";
import { ProjectChoice } from "../../project-choice.tsx";
import { textAt } from "../mapping-document.ts";
import type { MappingFormProps } from "./form-props.ts";

export function OwnerField({ state, dispatch, isNew, faultAt, disabled }: MappingFormProps) {
  const { document } = state;
  return (
    <ProjectChoice
      project={textAt(document, "project")}
      help="It is asked where the project is named, its admins may change it, and it grants roles of that project."
      error={faultAt("/project")}
      disabled={disabled || !isNew}
      onChange={(key) =>
        dispatch({
          kind: "edited",
          document: withMember(document, "project", key === "" ? undefined : key),
        })
      }
    />
  );
}
