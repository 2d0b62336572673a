/** How everything that can be typed or chosen in looks, so that all of them are one family. */
export const controlLook =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-ink-muted disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-critical";
