/** When the next signing key takes over. Keys are an operator's: others are shown nothing. */

import { Link } from "wouter";
import { useKeys } from "../../api/keys.ts";
import { useIsOperator } from "../../api/rights.ts";
import { Card } from "../../ui/card.tsx";
import { LocalTime, RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

export function KeysCard() {
  return useIsOperator() ? <NextRotation /> : null;
}

function NextRotation() {
  const keys = useKeys();
  const active = keys.data?.find(({ state }) => state === "active");
  const next = active?.signs_until ?? null;
  return (
    <Card
      title="Key rotation"
      actions={
        <Link href="/keys" className="text-accent-strong hover:underline">
          Keys
        </Link>
      }
    >
      {keys.isPending && <Skeleton lines={1} />}
      {keys.isError && <p>The keys were not read.</p>}
      {keys.isSuccess && active === undefined && <p>No key signs: no token can be issued.</p>}
      {keys.isSuccess && active !== undefined && next === null && <p>No rotation is planned.</p>}
      {next !== null && (
        <p>
          The next key takes over <RelativeTime at={next} />, <LocalTime at={next} />.
        </p>
      )}
    </Card>
  );
}
