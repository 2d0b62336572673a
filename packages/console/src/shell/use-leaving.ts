/**
 * Ends a session that nobody uses. The server ends one that asks for nothing; a page that follows the log asks all the
 * time, so whether somebody is there only the page can tell.
 */

import { useEffect } from "react";
import { leaveSession } from "../api/session.ts";

/** As long as the server waits. */
const idleMilliseconds = 30 * 60_000;

/** What people do when they are there. */
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function useLeaving(signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return;
    let seen = Date.now();
    const see = () => {
      seen = Date.now();
    };
    const look = () => {
      if (Date.now() - seen >= idleMilliseconds) void leaveSession();
    };
    const looking = setInterval(look, idleMilliseconds / 60);
    for (const sign of signs) addEventListener(sign, see, { passive: true });
    return () => {
      clearInterval(looking);
      for (const sign of signs) removeEventListener(sign, see);
    };
  }, [signedIn]);
}
