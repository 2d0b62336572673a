/**
 * How the console is built and tried: every script and style in a file of its own, so that a content security policy
 * without exceptions holds, and its development server, which asks a running Countersign for what is below /api.
 */

import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** What every page needs, apart from our own code, since it changes seldom. */
const framework =
  /node_modules\/(?:react|react-dom|scheduler|wouter|regexparam|@tanstack\/(?:react-query|query-core))\//;

const server = process.env["COUNTERSIGN_URL"] ?? "http://127.0.0.1:8480";

export default defineConfig({
  root: import.meta.dirname,
  base: "/console/",
  plugins: [react(), tailwind()],
  build: {
    outDir: "dist",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "framework", test: framework }] } },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      // Both name the server itself, so that it takes a page of the development server for one of its own.
      "^/(api/|console/sign-in/(start|callback))": {
        target: server,
        changeOrigin: true,
        headers: { origin: server },
      },
    },
  },
});
