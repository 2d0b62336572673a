/** Has a list look for newer records every two seconds, while somebody may be looking at the page. */

import { useEffect } from "react";
import type { LogFeed } from "./feed.ts";

const betweenLooksMs = 2_000;

/** @param live false: it does not look */
export function useLive(feed: LogFeed, live: boolean): void {
  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    // A slow answer is waited for, so that looks never pile up.
    const lookAgain = async () => {
      if (document.visibilityState === "visible") await feed.look();
      if (!ended) timer = setTimeout(() => void lookAgain(), betweenLooksMs);
    };
    const returned = () => void (document.visibilityState === "visible" && feed.look());
    document.addEventListener("visibilitychange", returned);
    timer = setTimeout(() => void lookAgain(), betweenLooksMs);
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", returned);
    };
  }, [feed, live]);
}
