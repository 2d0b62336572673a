/** Text of many lines; of a fixed width where it is code. */

import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { controlLook } from "./control-look.ts";

type TextAreaProps = ComponentProps<"textarea"> & {
  /** Whether it holds JSON, a token or the like. */
  readonly code?: boolean;
};

export function TextArea({ code = false, className, rows = 4, ...others }: TextAreaProps) {
  return (
    <textarea
      rows={rows}
      {...(code && { spellCheck: false, autoCapitalize: "off", autoCorrect: "off", autoComplete: "off" })}
      className={classes(controlLook, "block py-2", code && "font-mono text-sm", className)}
      {...others}
    />
  );
}
