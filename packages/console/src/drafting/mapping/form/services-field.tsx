/** For which services the token is good: all, one by one, or any other audience. */

import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { ListInput } from "../../../ui/list-input.tsx";
import { withMember } from "../../json/json-value.ts";
import { audienceOf, entryOf } from "../mapping-document.ts";
import {
  audienceOfService,
  everyService,
  knownServices,
  servicesOf,
  withAudience,
  withOthers,
} from "../services.ts";
import type { MappingFormProps } from "./form-props.ts";
import { JsonOnly } from "./json-only.tsx";

export function ServicesField({ state, dispatch, faultAt, disabled }: MappingFormProps) {
  const audience = audienceOf(state.document);
  if (audience === null) return <JsonOnly title="Services" value={state.document["audience"]} />;
  // A session of the console is good at this server only.
  if (audience.length === 0 && entryOf(state.document) === "console") return null;
  const { all, types, others } = servicesOf(audience);
  const set = (items: readonly string[]) =>
    dispatch({ kind: "edited", document: withMember(state.document, "audience", items) });
  return (
    <fieldset className="min-w-0 space-y-2" disabled={disabled}>
      <legend className="mb-1 font-medium">Services</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        <Checkbox
          label="All"
          checked={all}
          onChange={(checked) => set(withAudience(audience, everyService, checked))}
        />
        {knownServices.map(({ type, title }) => (
          <Checkbox
            key={type}
            label={title}
            checked={all || types.includes(type)}
            disabled={all}
            onChange={(checked) => set(withAudience(audience, audienceOfService(type), checked))}
          />
        ))}
      </div>
      <Field
        label="Other audiences"
        help={
          audience.length === 0
            ? "With no service and no audience, the token is good at this server only."
            : "The URL of a service of your own, or a service of one instance, such as jfrt@01abc."
        }
        error={faultAt("/audience")}
      >
        {(control) => (
          <ListInput
            control={control}
            itemLabel="audience"
            items={others}
            placeholder="https://artifacts.example.com"
            disabled={disabled}
            onChange={(items) => set(withOthers(audience, items))}
          />
        )}
      </Field>
    </fieldset>
  );
}
