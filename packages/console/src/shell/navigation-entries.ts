/** Where one can go, in the order and under the headings that users of such products know. */

import {
  FolderTree,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  ScrollText,
  Settings,
  ShieldCheck,
  Ticket,
} from "lucide-react";

export interface NavigationEntry {
  /** Below the console's address. */
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Other paths at which this is the place one is at. */
  readonly also?: readonly string[];
}

export interface NavigationGroup {
  readonly heading: string | null;
  readonly entries: readonly NavigationEntry[];
}

export const navigation: readonly NavigationGroup[] = [
  {
    heading: null,
    entries: [
      { path: "/", label: "Overview", icon: LayoutDashboard, also: ["/findings"] },
      { path: "/log", label: "Exchange log", icon: ScrollText },
    ],
  },
  {
    heading: "Administration · General",
    entries: [
      {
        path: "/integrations",
        label: "Manage Integrations",
        icon: Plug,
        also: ["/mappings"],
      },
      { path: "/projects", label: "Projects", icon: FolderTree },
      { path: "/tokens", label: "Tokens", icon: Ticket },
      { path: "/keys", label: "Keys", icon: KeyRound },
      { path: "/audit", label: "Audit", icon: ShieldCheck },
      { path: "/settings", label: "Settings", icon: Settings },
    ],
  },
];

/** Whether one is at the entry's place, or at a page below it. */
export function isAt({ path, also = [] }: NavigationEntry, location: string): boolean {
  return [path, ...also].some(
    (place) => location === place || (place !== "/" && location.startsWith(`${place}/`)),
  );
}
