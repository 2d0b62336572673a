/**
 * `npm run bench -w packages/console`: the exchange log with 100 000 records, in a browser: somebody scrolls from the latest to the oldest as
 * fast as a page follows, jumps back and ends at the top. What counts is whether the page stays smooth and whether the
 * memory it holds grows with what was scrolled through. Without Chromium nothing is measured.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { writeRecords } from "../../../../bench/faults/rig/records.ts";
import { liftedLimits, startServer } from "../../../../bench/load/server.ts";
import { holds, type Report, reportText } from "../../../../bench/phases/report.ts";
import { freePort } from "../../../server/test/app.ts";
import { executable, launchOptions } from "../browser/chromium.ts";
import { openConsolePage } from "../browser/console-page.ts";

const records = 100_000;
/** Beyond it a person notices that the page did not answer (W3C Long Tasks). */
const longTaskMs = 50;
/** Pixels scrolled in each frame, two screens: as fast as somebody who drags. */
const stepPixels = 2_000;

/** Of the frames while scrolling, those that came late. */
const mostLate = 0.02;
/** What the page holds with all of it scrolled through, to what it held after a tenth. */
const mostGrowth = 1.5;

interface Scrolled {
  readonly frames: number;
  readonly late: number;
  readonly worstFrameMs: number;
  readonly longTasks: number;
  readonly worstTaskMs: number;
  readonly seconds: number;
}

const title = `The console's log with ${records.toLocaleString("en")} records`;

if (executable === undefined) console.error("Nothing is measured: there is no Chromium.");
else {
  const report = await measure();
  console.log(reportText(report));
  if (!report.bars.every(holds)) process.exitCode = 1;
}

async function measure(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  const dataDir = join(folder, "data");
  await writeRecords(dataDir, records);
  const listen = `127.0.0.1:${await freePort()}`;
  const server = await startServer({
    dataDir,
    settings: { ...liftedLimits, COUNTERSIGN_LISTEN: listen, COUNTERSIGN_PUBLIC_URL: `http://${listen}` },
  });
  const browser = await chromium.launch(launchOptions);
  try {
    return { title, ...(await measured(browser, server)) };
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(
  browser: Browser,
  server: { readonly origin: string; readonly adminToken: string },
): Promise<Pick<Report, "rows" | "bars">> {
  const visitor = await openConsolePage(browser, server.origin);
  const { page } = visitor;
  await visitor.open("/console/log");
  await visitor.signIn(server.adminToken);
  await page.locator("[data-request]").first().waitFor();
  const debug = await visitor.context.newCDPSession(page);
  const begun = await heldMiB(debug);
  await watchFrames(page);
  const tenth = await scrollOn(page, records / 10);
  const afterTenth = await heldMiB(debug);
  const rest = await scrollOn(page, records);
  const afterAll = await heldMiB(debug);
  const back = await jumpBack(page);
  const rows = await page.evaluate(() => document.querySelectorAll("[role=row]").length);
  if (visitor.faults.length > 0) throw new Error(visitor.faults.join("\n"));
  const late = (tenth.late + rest.late) / (tenth.frames + rest.frames);
  return {
    rows: [
      [
        "",
        "frames",
        `late (over ${longTaskMs} ms)`,
        "worst frame, ms",
        "long tasks",
        "worst task, ms",
        "s",
        "held, MiB",
      ],
      ["opened", "", "", "", "", "", "", mib(begun)],
      ["first tenth", ...cells(tenth), mib(afterTenth)],
      ["the rest", ...cells(rest), mib(afterAll)],
      ["jump to the middle, until its rows are there", "", "", "", "", "", back.toFixed(2), ""],
      [`rows in the document at the end: ${rows}`, "", "", "", "", "", "", ""],
    ],
    bars: [
      { name: "frames that came late", value: late, most: mostLate },
      { name: "held after all to after a tenth", value: afterAll / afterTenth, most: mostGrowth },
    ],
  };
}

function cells(scrolled: Scrolled): readonly (string | number)[] {
  const { frames, late, worstFrameMs, longTasks, worstTaskMs, seconds } = scrolled;
  return [frames, late, Math.round(worstFrameMs), longTasks, Math.round(worstTaskMs), seconds.toFixed(1)];
}

function mib(value: number): string {
  return value.toFixed(1);
}

/** What scripts hold once everything is gone that nobody needs. */
async function heldMiB(debug: CDPSession): Promise<number> {
  await debug.send("HeapProfiler.collectGarbage");
  const { usedSize } = await debug.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

async function watchFrames(page: Page): Promise<void> {
  await page.evaluate((longest) => {
    const seen = { frames: [] as number[], tasks: [] as number[] };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) if (duration > longest) seen.tasks.push(duration);
    }).observe({ entryTypes: ["longtask"] });
  }, longTaskMs);
}

/** Scrolls on until so many rows have been passed, a step in each frame, waiting where the page has to load. */
async function scrollOn(page: Page, rows: number): Promise<Scrolled> {
  return page.evaluate(
    async ([wanted, step, longest]) => {
      const { seen } = globalThis as unknown as { seen: { frames: number[]; tasks: number[] } };
      seen.frames.length = 0;
      seen.tasks.length = 0;
      const begun = performance.now();
      const passed = () => {
        const last = [...document.querySelectorAll("[role=row][aria-rowindex]")].at(-1);
        return Number(last?.getAttribute("aria-rowindex"));
      };
      let before = begun;
      await new Promise<void>((resolve) => {
        const frame = (now: number) => {
          seen.frames.push(now - before);
          before = now;
          scrollBy(0, step);
          if (seen.frames.length % 30 === 0 && passed() > wanted - 40) resolve();
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      const late = seen.frames.filter((ms) => ms > longest);
      return {
        frames: seen.frames.length,
        late: late.length,
        worstFrameMs: Math.max(...seen.frames),
        longTasks: seen.tasks.length,
        worstTaskMs: Math.max(0, ...seen.tasks),
        seconds: (performance.now() - begun) / 1000,
      };
    },
    [rows, stepPixels, longTaskMs] as const,
  );
}

/** @returns seconds until the rows in the middle, which had been emptied, are there again */
async function jumpBack(page: Page): Promise<number> {
  const begun = performance.now();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[role=rowgroup] a")].some((link) => {
      const { top } = link.getBoundingClientRect();
      return top > 0 && top < innerHeight;
    }),
  );
  return (performance.now() - begun) / 1000;
}
