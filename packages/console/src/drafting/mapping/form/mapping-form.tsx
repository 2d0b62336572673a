/** The form of an identity mapping, field by field in the order that the vendor's own form has. */

import { ClaimsField } from "./claims-field.tsx";
import { EntryField } from "./entry-field.tsx";
import { ExpirationField } from "./expiration-field.tsx";
import type { MappingFormProps } from "./form-props.ts";
import { IdentityFields } from "./identity-fields.tsx";
import { OwnerField } from "./owner-field.tsx";
import { ScopeFields } from "./scope-fields.tsx";
import { ServicesField } from "./services-field.tsx";

interface WholeFormProps extends Omit<MappingFormProps, "faultAt"> {
  /** What the server would refuse, each with its pointer below the mapping. */
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
}

export function MappingForm({ faults, ...given }: WholeFormProps) {
  const faultAt = (pointer: string) => faults.find((fault) => fault.pointer === pointer)?.detail;
  const props: MappingFormProps = { ...given, faultAt };
  const claimsFaults = faults
    .filter(({ pointer }) => pointer === "/claims" || pointer.startsWith("/claims/"))
    .map(({ pointer, detail }) => ({ pointer: pointer.slice("/claims".length), detail }));
  return (
    <div className="space-y-5">
      <IdentityFields {...props} />
      <OwnerField {...props} />
      <EntryField {...props} />
      <ClaimsField {...props} faults={claimsFaults} />
      <ScopeFields {...props} />
      <ServicesField {...props} />
      <ExpirationField {...props} />
    </div>
  );
}
