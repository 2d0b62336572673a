/**
 * A button with a list of acts, such as those of a row. An act begins when the menu has closed and the focus is back on
 * its button, so that a dialog it opens gives the focus back to there.
 */

import { EllipsisVertical } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { useLocation } from "wouter";
import { IconButton } from "./button.tsx";
import { classes } from "./classes.ts";
import { useOverlay } from "./overlay.ts";

export interface MenuItem {
  readonly label: string;
  readonly icon?: ReactNode;
  /** What it does; or `href`, where it leads, as a path of the console. */
  readonly onSelect?: () => void;
  readonly href?: string;
  readonly disabled?: boolean;
  readonly dangerous?: boolean;
  /** Whether a line is drawn above it. */
  readonly apart?: boolean;
}

interface MenuProps {
  /** What the acts are of, as in "Actions for github". */
  readonly label: string;
  readonly items: readonly MenuItem[];
}

export function Menu({ label, items }: MenuProps) {
  const overlay = useOverlay();
  const [, navigate] = useLocation();
  const chosen = useRef<MenuItem | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const begin = (event: Event) => {
    const item = chosen.current;
    chosen.current = null;
    if (item === null) return;
    event.preventDefault();
    button.current?.focus();
    item.onSelect?.();
    if (item.href !== undefined) navigate(item.href);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild ref={button}>
        <IconButton label={label} icon={<EllipsisVertical aria-hidden className="size-4" />} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={overlay}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          onCloseAutoFocus={begin}
          className="z-50 min-w-48 rounded-md border border-line bg-surface p-1 text-ink shadow-lg"
        >
          {items.map((item) => (
            <Item
              key={item.label}
              item={item}
              onChoose={() => {
                chosen.current = item;
              }}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ item, onChoose }: { readonly item: MenuItem; readonly onChoose: () => void }) {
  return (
    <>
      {item.apart && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
      <DropdownMenu.Item
        disabled={item.disabled ?? false}
        onSelect={onChoose}
        className={classes(
          "flex cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 outline-none select-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-55 data-[highlighted]:bg-accent-soft",
          item.dangerous && "text-critical data-[highlighted]:bg-critical-soft",
        )}
      >
        {item.icon}
        {item.label}
      </DropdownMenu.Item>
    </>
  );
}
