/** In place of a page that others keep: who they are, so that one knows whom to ask. */

import { LinkButton } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";

interface NotYoursPageProps {
  readonly title: string;
  readonly only: "operators" | "administrators";
}

export function NotYoursPage({ title, only }: NotYoursPageProps) {
  return (
    <>
      <PageHeader
        title={title}
        description={`This page is for ${only}. Ask one of them, or sign in as one.`}
      />
      <LinkButton href="/" look="primary">
        Go to the overview
      </LinkButton>
    </>
  );
}
