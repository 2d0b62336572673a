/**
 * What the token may do and as whom: admin, the user's own permissions, groups, roles in a project; for console
 * sign-in also operator. Admin and operator stand alone, as the server has it; of the others any together.
 */

import { useState } from "react";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { ListInput } from "../../../ui/list-input.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { entryOf, type GrantFields, grantOf, textAt, withGrant } from "../mapping-document.ts";
import type { MappingFormProps } from "./form-props.ts";
import { JsonOnly } from "./json-only.tsx";
import { ProjectRolesFields } from "./project-roles-fields.tsx";
import { UserNameField } from "./user-name-field.tsx";

export function ScopeFields(props: MappingFormProps) {
  const { state, dispatch, disabled, faultAt } = props;
  const grant = grantOf(state.document);
  if (grant === null) return <GrantAsJson {...props} />;
  const set = (change: Partial<GrantFields>) =>
    dispatch({ kind: "edited", document: withGrant(state.document, change) });
  return (
    <>
      <TokenScope {...props} grant={grant} onChange={set} />
      <UserNameField
        user={grant.user}
        disabled={disabled}
        error={faultAt("/grant/user") ?? faultAt("/grant/user_pattern")}
        onChange={(user) => set({ user })}
      />
    </>
  );
}

function GrantAsJson({ state }: MappingFormProps) {
  const { document } = state;
  const rules = document["rules"];
  return rules === undefined ? (
    <JsonOnly title="Token scope" value={document["grant"]} />
  ) : (
    <JsonOnly title="Rules" value={rules} />
  );
}

interface TokenScopeProps extends MappingFormProps {
  readonly grant: GrantFields;
  readonly onChange: (change: Partial<GrantFields>) => void;
}

/** Parts whose box was ticked while their fields are still empty are open, though the document says nothing of them. */
function TokenScope({ grant, onChange, state, faultAt, disabled }: TokenScopeProps) {
  const [opened, setOpened] = useState({ groups: false, roles: false });
  const hasGroups = grant.groups.length > 0 || grant.groupsPattern !== null;
  const hasRoles = grant.projectRoles.length > 0;
  const [groups, roles] = [hasGroups || opened.groups, hasRoles || opened.roles];
  const project = textAt(state.document, "project");
  const isConsole = entryOf(state.document) === "console";
  const alone = grant.admin || grant.operator;
  const nothing = { groups: [], groupsPattern: null, projectRoles: [], ownPermissions: false };
  const chooseAlone = (change: Partial<GrantFields>) => {
    onChange({ ...change, ...nothing });
    setOpened({ groups: false, roles: false });
  };
  return (
    <fieldset className="min-w-0 space-y-2.5" disabled={disabled}>
      <legend className="mb-1 font-medium">
        Token scope
        <span aria-hidden className="text-critical">
          {" *"}
        </span>
      </legend>
      <Checkbox
        label="Admin"
        help="Everything an administrator may do, here and at the services."
        checked={grant.admin}
        onChange={(admin) => (admin ? chooseAlone({ admin, operator: false }) : onChange({ admin }))}
      />
      {isConsole && (
        <Checkbox
          label="Operator"
          help="Everything an administrator may do, and keys, settings and administrators too."
          checked={grant.operator}
          onChange={(operator) =>
            operator ? chooseAlone({ operator, admin: false }) : onChange({ operator })
          }
        />
      )}
      <Checkbox
        label="User"
        help="What the user named below may do, wherever the token is shown."
        checked={grant.ownPermissions}
        disabled={alone || isConsole}
        onChange={(ownPermissions) => onChange({ ownPermissions })}
      />
      <Checkbox
        label="Group"
        help="What these groups may do."
        checked={groups}
        disabled={alone || isConsole}
        onChange={(checked) => {
          setOpened({ ...opened, groups: checked });
          if (!checked) onChange({ groups: [], groupsPattern: null });
        }}
      />
      {groups && <GroupsFields grant={grant} onChange={onChange} faultAt={faultAt} disabled={disabled} />}
      <Checkbox
        label="Roles in a project"
        help={
          project === ""
            ? "What these roles may do in their project."
            : `What these roles may do in ${project}.`
        }
        checked={roles}
        disabled={alone}
        onChange={(checked) => {
          setOpened({ ...opened, roles: checked });
          if (!checked) onChange({ projectRoles: [] });
        }}
      />
      {roles && (
        <ProjectRolesFields
          owner={project === "" ? null : project}
          projectRoles={grant.projectRoles}
          error={faultAt("/grant/project_roles")}
          disabled={disabled}
          onChange={(projectRoles) => onChange({ projectRoles })}
        />
      )}
      {(faultAt("/grant/admin") ?? faultAt("/grant")) !== undefined && (
        <p className="text-critical text-sm">{faultAt("/grant/admin") ?? faultAt("/grant")}</p>
      )}
    </fieldset>
  );
}

type GroupsFieldsProps = Pick<TokenScopeProps, "grant" | "onChange" | "faultAt" | "disabled">;

function GroupsFields({ grant, onChange, faultAt, disabled }: GroupsFieldsProps) {
  return (
    <div className="ml-7 space-y-3 border-line border-l-2 pl-4">
      <Field label="Groups" error={faultAt("/grant/groups")}>
        {(control) => (
          <ListInput
            control={control}
            itemLabel="group"
            items={grant.groups}
            placeholder="deployers"
            disabled={disabled}
            onChange={(groups) => onChange({ groups })}
          />
        )}
      </Field>
      <Field
        label="Groups pattern"
        help="Makes names of groups from a claim, one for each of its values, such as {{groups}}. Blank: none."
        error={faultAt("/grant/groups_pattern")}
      >
        {(control) => (
          <TextInput
            {...control}
            className="font-mono text-sm"
            value={grant.groupsPattern ?? ""}
            placeholder="{{groups}}"
            disabled={disabled}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) =>
              onChange({ groupsPattern: event.target.value === "" ? null : event.target.value })
            }
          />
        )}
      </Field>
    </div>
  );
}
