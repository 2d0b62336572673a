/** Catches what a page throws: the shell stays, and the person can go on elsewhere or try again. */

import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button, LinkButton } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Problem } from "./problem.tsx";

/** The script of a page is not to be had: the server is away, or was updated and has another one by now. */
export class PageNotLoaded extends Error {
  override readonly name = "PageNotLoaded";
}

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
    if (this.state.error instanceof PageNotLoaded) return <NotLoaded />;
    return (
      <>
        <PageHeader title="This page failed" actions={<LinkButton href="/">Go to the overview</LinkButton>} />
        <Problem error={this.state.error} onRetry={() => this.setState(fine)} />
      </>
    );
  }
}

function NotLoaded() {
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
