/** Where news is shown and read out; once in the page. */

import { CircleCheck, X } from "lucide-react";
import { IconButton } from "./button.tsx";
import { dismissToast, useToasts } from "./toast.ts";

export function Toaster() {
  const toasts = useToasts();
  return (
    <div
      role="status"
      className="pointer-events-none fixed right-0 bottom-0 z-50 flex max-w-full flex-col gap-2 p-4"
    >
      {toasts.map(({ id, text }) => (
        <div
          key={id}
          className="pointer-events-auto flex items-center gap-2.5 rounded-md border border-line bg-surface py-2 pr-2 pl-3.5 shadow-lg"
        >
          <CircleCheck aria-hidden className="size-4.5 shrink-0 text-good" />
          <span className="min-w-0">{text}</span>
          <IconButton
            label="Dismiss"
            size="small"
            icon={<X aria-hidden className="size-4" />}
            onClick={() => dismissToast(id)}
          />
        </div>
      ))}
    </div>
  );
}
