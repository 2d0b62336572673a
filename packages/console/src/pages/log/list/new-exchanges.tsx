/** What is new: held back while one reads further down, and said to those who do not see the list change. */

import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { countRows, countWaiting, type LogList } from "../model/log-list.ts";

interface NewExchangesProps {
  readonly list: LogList;
  readonly onShow: () => void;
}

export function NewExchanges({ list, onShow }: NewExchangesProps) {
  const waiting = countWaiting(list);
  return (
    <>
      <p role="status" className="sr-only">
        <News list={list} />
      </p>
      {waiting > 0 && (
        <div className="pointer-events-none sticky top-11 z-20 -mb-9 flex justify-center">
          <Button
            look="primary"
            size="small"
            icon={<ArrowUp aria-hidden className="size-4" />}
            className="pointer-events-auto shadow-md"
            onClick={onShow}
          >
            {wordsFor(waiting, list.overflown)}
          </Button>
        </div>
      )}
    </>
  );
}

function wordsFor(count: number, more: boolean): string {
  const number = count.toLocaleString();
  if (more) return `More than ${number} new exchanges`;
  return count === 1 ? "1 new exchange" : `${number} new exchanges`;
}

/** Said no more often than this: who listens wants to do something else, too. */
const betweenNewsMs = 10_000;

/** How many are new since it was said last, counting those held back. */
function News({ list }: { readonly list: LogList }) {
  const top = list.waiting[0]?.id ?? list.pages[0]?.first ?? "";
  const total = countRows(list) + countWaiting(list);
  const said = useRef({ top, total, at: 0 });
  const [words, setWords] = useState("");
  useEffect(() => {
    if (top <= said.current.top) {
      said.current = { ...said.current, total };
      return;
    }
    const timer = setTimeout(
      () => {
        const count = Math.max(total - said.current.total, 1);
        setWords(wordsFor(count, false));
        said.current = { top, total, at: Date.now() };
      },
      Math.max(said.current.at + betweenNewsMs - Date.now(), 0),
    );
    return () => clearTimeout(timer);
  }, [top, total]);
  return words;
}
