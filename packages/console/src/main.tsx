/** Starts the console in the page that the server sent. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { watchGoingBack } from "./shell/going-back.ts";
import { startTheme } from "./shell/theme.ts";
import "./styles.css";

startTheme();
watchGoingBack();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element to draw in");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
