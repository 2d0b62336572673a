/** Says when the server does not answer, or turns requests away; goes by itself when it answers again. */

import { useEffect, useRef } from "react";
import { type Connection, useConnection } from "../api/connection.ts";
import { queryClient } from "../api/query-client.ts";
import { Callout } from "../ui/callout.tsx";

const sentences: Readonly<
  Record<Exclude<Connection, "fine">, { readonly title: string; readonly text: string }>
> = {
  busy: {
    title: "The server turns requests away for now",
    text: "It has too much to do, or its database is away; its log says which. What you see may be old, and it is asked again every few seconds.",
  },
  silent: {
    title: "The server does not answer",
    text: "Check the network, and whether the server runs. What you see may be old, and it is asked again every few seconds.",
  },
};

export function ConnectionNotice() {
  const connection = useConnection();
  useRenewal(connection);
  return (
    <div role="status">
      {connection !== "fine" && (
        <div className="mb-6">
          <Callout severity="warning" title={sentences[connection].title}>
            {sentences[connection].text}
          </Callout>
        </div>
      )}
    </div>
  );
}

/** What was read before may be old by now: when the server is back, what is in sight is read again. */
function useRenewal(connection: Connection): void {
  const last = useRef(connection);
  useEffect(() => {
    if (last.current !== "fine" && connection === "fine") void queryClient.invalidateQueries();
    last.current = connection;
  }, [connection]);
}
