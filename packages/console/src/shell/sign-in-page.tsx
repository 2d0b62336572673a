/** The way in: an administrator's token, or single sign-on where it is set up. */

import type { Session } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { signIn, singleSignOnAddress, useSessionOptions } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { Code } from "../ui/code.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";
import { useWindowTitle } from "../ui/page-header.tsx";
import { Brand } from "./brand.tsx";
import { ConnectionNotice } from "./connection-notice.tsx";
import { Problem } from "./problem.tsx";
import { wantedPath } from "./return-path.ts";
import { SecretInput } from "./secret-input.tsx";
import { SingleSignOnLink } from "./single-sign-on-link.tsx";
import { ThemeChoiceList } from "./theme-choice.tsx";

interface SignInPageProps {
  /** The session that was there until now, over the page that waits behind this one; null: there was none. */
  readonly ended: Session | null;
}

export function SignInPage({ ended }: SignInPageProps) {
  useWindowTitle("Sign in");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page that had the focus is out of sight.
    if (ended !== null) heading.current?.focus();
  }, [ended]);
  const { data: options } = useSessionOptions();
  const provider = options?.single_sign_on?.provider;
  return (
    <main className="mx-auto max-w-md px-4 py-6 sm:py-16">
      <ConnectionNotice />
      <div className="flex items-center justify-between">
        <Brand />
        <ThemeChoiceList />
      </div>
      <div className="mt-4 space-y-5 rounded-lg border border-line bg-surface p-6">
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight">
          Sign in
        </h1>
        {ended !== null && <Ended byToken={ended.method === "token"} />}
        {provider !== undefined && (
          <>
            <SingleSignOnLink href={singleSignOnAddress(wantedPath(location.pathname, location.search))}>
              Sign in with {provider}
            </SingleSignOnLink>
            <p className="flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              or
            </p>
          </>
        )}
        <TokenForm endedName={ended?.principal.name} />
        <WhereToFind />
      </div>
    </main>
  );
}

function Ended({ byToken }: { readonly byToken: boolean }) {
  return (
    <Callout severity="notice" title="Your session has ended" announce="politely">
      {byToken
        ? "Sign in again and you are back where you were, with everything you were writing."
        : "Sign in again and you are back at this page. With a token, what you were writing is there still; single sign-on loads the page anew."}
    </Callout>
  );
}

function TokenForm({ endedName }: { readonly endedName: string | undefined }) {
  const [token, setToken] = useState("");
  const entering = useMutation({
    mutationFn: () => signIn(token.trim(), endedName),
    onSettled: () => setToken(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== "") entering.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field
        label="Administrator's token"
        required
        help="It is sent to this server once. Neither the browser nor the server keeps it."
      >
        {(control) => <SecretInput {...control} value={token} onChange={setToken} />}
      </Field>
      {entering.isError && <Problem error={entering.error} title="You are not signed in" />}
      <Button type="submit" look="primary" busy={entering.isPending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}

function WhereToFind() {
  return (
    <Disclosure summary="Which token is that?">
      <ul className="list-disc space-y-1.5 pl-4 text-sm">
        <li>
          A service token. An operator makes one under Settings, or with{" "}
          <Code>countersign admin token create</Code>.
        </li>
        <li>
          On a new server: the first secret, in the file <Code>first-secret</Code> of the server's data
          folder. It is good for 24 hours.
        </li>
        <li>
          An access token of the admin API, as a pipeline gets one by an identity mapping that grants
          administration, or a role in a project.
        </li>
      </ul>
    </Disclosure>
  );
}
