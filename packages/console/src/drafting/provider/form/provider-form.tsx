/** The form of an integration, field by field in the order that the vendor's own form has; what is seldom changed is folded. */

import type { Preset } from "@countersign/client";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { textAt } from "../../mapping/mapping-document.ts";
import type { DraftFault } from "../../workbench/faults.ts";
import { withPreset } from "../provider-document.ts";
import { AdvancedFields } from "./advanced-fields.tsx";
import type { ProviderFormProps } from "./form-props.ts";
import { IssuerFields } from "./issuer-fields.tsx";
import { NamedPinFields } from "./pins-fields.tsx";
import { ProjectField } from "./project-field.tsx";
import { TextField } from "./text-field.tsx";

interface WholeFormProps extends Omit<ProviderFormProps, "faultAt"> {
  readonly presets: readonly Preset[];
  readonly faults: readonly DraftFault[];
}

export function ProviderForm({ presets, faults, ...given }: WholeFormProps) {
  const faultAt = (pointer: string) => faults.find((fault) => fault.pointer === pointer)?.detail;
  const props: ProviderFormProps = { ...given, faultAt };
  const { state, dispatch, isNew, preset } = props;
  const audience = textAt(state.document, "audience");
  return (
    <Card title="Integration" description="Whose tokens are trusted, and how they are checked.">
      <div className="space-y-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            {...props}
            member="name"
            label="Provider Name"
            required
            disabled={!isNew}
            {...(isNew && { help: "What jobs call it. It cannot be changed later." })}
          />
          <ProviderType {...props} presets={presets} />
        </div>
        <Field label="Description" error={faultAt("/description")}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={textAt(state.document, "description")}
              onChange={(event) =>
                dispatch({ kind: "set", member: "description", value: event.target.value })
              }
            />
          )}
        </Field>
        <IssuerFields key={preset?.id} {...props} />
        <div className="space-y-1.5">
          <TextField
            {...props}
            member="audience"
            label="Audience"
            nullable
            help={preset?.audience_advice ?? "What tokens must carry in aud."}
          />
          {audience !== location.origin && (
            <Button
              size="small"
              className="h-auto! min-h-7 max-w-full whitespace-normal! py-1 text-left"
              onClick={() => dispatch({ kind: "set", member: "audience", value: location.origin })}
            >
              Use this server's address, {location.origin}
            </Button>
          )}
        </div>
        <NamedPinFields {...props} />
        <ProjectField {...props} />
        <Disclosure summary="Advanced">
          <AdvancedFields {...props} />
        </Disclosure>
      </div>
    </Card>
  );
}

interface ProviderTypeProps extends ProviderFormProps {
  readonly presets: readonly Preset[];
}

function ProviderType({ state, dispatch, preset, presets }: ProviderTypeProps) {
  return (
    <Field label="Provider Type" required>
      {(control) => (
        <Select
          {...control}
          value={preset?.id ?? ""}
          choices={presets.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(id) => {
            const chosen = presets.find((one) => one.id === id);
            if (chosen !== undefined) {
              dispatch({ kind: "loaded", document: withPreset(state.document, chosen) });
            }
          }}
        />
      )}
    </Field>
  );
}
