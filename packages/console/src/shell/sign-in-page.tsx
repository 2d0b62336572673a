/** The way in: an administrator's token, or single sign-on where it is set up. */

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { signIn, useSessionOptions } from "../api/session.ts";
import type { Session } from "../api/session-state.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { Field } from "../ui/field.tsx";
import { useWindowTitle } from "../ui/page-header.tsx";
import { TextInput } from "../ui/text-input.tsx";
import { Brand } from "./brand.tsx";
import { Problem } from "./problem.tsx";

interface SignInPageProps {
  /** The session that was there until now, over the page that waits behind this one. */
  readonly ended: Session | null;
}

export function SignInPage({ ended }: SignInPageProps) {
  useWindowTitle("Sign in");
  const { data: options } = useSessionOptions();
  return (
    <main className="mx-auto max-w-md px-4 py-12">
      <Brand />
      <div className="mt-6 space-y-5 rounded-lg border border-line bg-surface p-6">
        <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
        {ended !== null && (
          <Callout severity="notice" title="Your session has ended" announce="politely">
            Sign in again and you are back where you were. Nothing you were writing is lost.
          </Callout>
        )}
        {options?.single_sign_on && (
          <a
            href={`/console/sign-in/start?return=${encodeURIComponent(location.pathname + location.search)}`}
            className="flex h-9 items-center justify-center rounded-md bg-accent px-3.5 font-medium text-on-accent hover:bg-accent-strong"
          >
            Sign in with {options.single_sign_on.provider}
          </a>
        )}
        <TokenForm ended={ended} />
      </div>
    </main>
  );
}

function TokenForm({ ended }: SignInPageProps) {
  const [token, setToken] = useState("");
  const entering = useMutation({
    mutationFn: () => signIn(token.trim(), ended?.principal.name),
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
        help="A token or service token of an operator or an administrator. On a new server it is the first secret, which its data folder has in the file first-secret."
      >
        {(control) => (
          <TextInput
            {...control}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
      {entering.isError && <Problem error={entering.error} title="You are not signed in" />}
      <Button type="submit" look="primary" busy={entering.isPending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}
