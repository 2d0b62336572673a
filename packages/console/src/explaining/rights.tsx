/** What was granted, right by right. */

import { Facts } from "../ui/facts.tsx";
import { OutsideText } from "../ui/outside-text.tsx";
import { type Grant, rightsOf } from "./grant-words.ts";

export function Rights({ grant }: { readonly grant: Grant }) {
  return (
    <Facts
      facts={rightsOf(grant).map(({ label, values }) => ({
        term: label,
        value: <OutsideText text={values.join(", ")} />,
      }))}
    />
  );
}
