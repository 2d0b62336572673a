import { expect, it } from "vitest";
import { listeningAddress } from "../../src/runtime/listening-address.ts";

it.each([
  ["http://127.0.0.1:8480", "127.0.0.1", false, "http://127.0.0.1:8480"],
  ["http://127.0.0.1:8480", "127.0.0.1", true, "https://127.0.0.1:8480"],
  ["http://127.0.0.1:8480", "0.0.0.0", false, "http://0.0.0.0:8480"],
  ["http://[::]:8480", "::", true, "https://[::]:8480"],
])("says for %s, with host %s and TLS %s, that it listens on %s", (told, host, tls, expected) => {
  expect(listeningAddress(told, host, tls)).toBe(expected);
});
