import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startGenerator } from "../load/generator.ts";
import { type LoadPlan, runLoad } from "../load/load.ts";

let server: Server;
let connections = 0;
let statuses: number[] = [];
let plan: LoadPlan;

beforeEach(async () => {
  connections = 0;
  statuses = [];
  server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.statusCode = statuses.shift() ?? 200;
      response.end(request.url);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  plan = {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    requests: ["/a", "/b"].map((path) => ({ method: "POST", path, headers: {}, body: "x" })),
    connections: 2,
    rate: null,
    seconds: 0.2,
  };
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("A closed loop takes requests from the pool in turn and counts the answers by status", async () => {
  statuses = [200, 503];
  const answers: string[] = [];
  const result = await runLoad(
    { ...plan, connections: 1 },
    { onAnswer: ({ status, body }, index) => answers.push(`${index} ${status} ${body.toString()}`) },
  );
  expect(answers.slice(0, 3)).toEqual(["0 200 /a", "1 503 /b", "2 200 /a"]);
  expect(result.statuses).toEqual({ 200: answers.length - 1, 503: 1 });
  expect(result.answered).toBe(answers.length);
  expect(connections).toBe(1);
});

test("An open loop sends at the rate it was given", async () => {
  const result = await runLoad({ ...plan, rate: 100, seconds: 0.3 });
  expect(result.answered).toBe(30);
  expect(result.failures).toEqual({});
});

test("In an open loop a request that waits for a stalled server counts from when it was due", async () => {
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    request.resume();
    setTimeout(() => response.end(), 100);
  });
  const result = await runLoad({ ...plan, connections: 1, rate: 100, seconds: 0.1 });
  expect(result.answered).toBe(10);
  expect(result.latencyMs.max).toBeGreaterThan(800);
});

test("A new connection can be made for every request", async () => {
  const result = await runLoad({ ...plan, reconnect: true });
  expect(connections).toBe(result.answered);
});

test("What is not answered is counted by what went wrong, and the load goes on", async () => {
  server.removeAllListeners("request");
  server.on("request", (request) => request.socket.destroy());
  const failed: number[] = [];
  const result = await runLoad(plan, { onFailure: (_problem, index) => failed.push(index) });
  const failures = Object.values(result.failures).reduce((sum, count) => sum + count, 0);
  expect(failures).toBe(failed.length);
  expect(failures).toBeGreaterThan(2);
  expect(result.answered).toBe(0);
});

test("A load can be ended early", async () => {
  const ending = new AbortController();
  const result = await runLoad(
    { ...plan, seconds: 60 },
    { signal: ending.signal, onAnswer: (_answer, index) => index === 10 && ending.abort() },
  );
  expect(result.seconds).toBeLessThan(30);
});

test("The load generator runs in a process of its own, one plan after another", async () => {
  const generator = startGenerator();
  const [first, second] = [await generator.run(plan), await generator.run(plan)];
  await generator.stop();
  expect(first.answered).toBeGreaterThan(0);
  expect(second.statuses).toEqual({ 200: second.answered });
});

test("A lead-in over the same connections is told apart and does not count", async () => {
  let seenBefore = 0;
  let seen = 0;
  server.on("request", () => {
    seen += 1;
  });
  const result = await runLoad(
    { ...plan, leadInSeconds: 0.1 },
    {
      onBegin: () => {
        seenBefore = seen;
      },
    },
  );
  expect(seenBefore).toBeGreaterThan(0);
  expect(result.answered).toBe(seen - seenBefore);
  expect(connections).toBe(plan.connections);
});
