/** One line of text. */

import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { controlLook } from "./control-look.ts";

export function TextInput({ className, type = "text", ...others }: ComponentProps<"input">) {
  return <input type={type} className={classes(controlLook, "h-9", className)} {...others} />;
}
