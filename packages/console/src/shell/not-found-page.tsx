/** Nothing is at this address. */

import { LinkButton } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";

export function NotFoundPage() {
  return (
    <>
      <PageHeader
        title="There is no such page"
        description="The address may be misspelt, or what it led to was deleted."
      />
      <LinkButton href="/" look="primary">
        Go to the overview
      </LinkButton>
    </>
  );
}
