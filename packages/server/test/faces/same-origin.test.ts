import { expect, it } from "vitest";
import { isSameOrigin } from "../../src/faces/same-origin.ts";

const from = (origin: string, host: string) =>
  isSameOrigin(
    { publicUrls: ["https://sts.example"] },
    Object({ method: "POST", headers: { origin }, host }),
  );

it("a page that came by plain http is none of a server that is reached by https", () => {
  expect(from("https://sts.example", "sts.example")).toBe(true);
  expect(from("http://sts.example", "sts.example")).toBe(false);
});

it("a page of the machine by another of its names is its own", () => {
  expect(from("http://127.0.0.1:8080", "127.0.0.1:8080")).toBe(true);
  expect(from("http://evil.example", "127.0.0.1:8080")).toBe(false);
});
