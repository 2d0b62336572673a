/** In place of what is still on its way: grey bars, and the word for those who do not see them. */

interface SkeletonProps {
  /** How many bars. */
  readonly lines?: number;
}

const widths = ["w-full", "w-11/12", "w-4/5", "w-2/3"];

export function Skeleton({ lines = 3 }: SkeletonProps) {
  return (
    <div role="status" className="animate-pulse space-y-2.5 py-1">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move
        <div key={line} className={`h-4 rounded-sm bg-sunken ${widths[line % widths.length]}`} />
      ))}
    </div>
  );
}
