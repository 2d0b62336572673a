/** Catches what a page throws: the shell stays, and the person can go on elsewhere or try again. */

import { Component, type ErrorInfo, type ReactNode, useEffect } from "react";
import { forgetUnseen } from "../api/query-client.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { NotLoaded } from "./lazily.ts";
import { Problem } from "./problem.tsx";

interface State {
  readonly error: unknown;
}

const fine: State = { error: null };

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = fine;

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    if (this.state.error instanceof NotLoaded) return <PageNotLoaded />;
    return <PageFailed error={this.state.error} onRetry={() => this.setState(fine)} />;
  }
}

function PageFailed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  // What the page had read may be why it failed, and would fail it again.
  useEffect(forgetUnseen, []);
  return (
    <>
      <PageHeader title="This page failed" actions={<LinkButton href="/">Go to the overview</LinkButton>} />
      <Problem error={error} onRetry={onRetry} />
    </>
  );
}

function PageNotLoaded() {
  return (
    <>
      <PageHeader title="This page did not load" />
      <Callout
        severity="critical"
        announce="now"
        actions={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        The server does not answer, or it was updated meanwhile. Reload to go on.
      </Callout>
    </>
  );
}
