/**
 * The look of the plain pages: the console's greys and its accent (packages/console/src/styles.css), by what the system
 * asks for, since no script is there to look up what was chosen. They need it where the console itself is not there.
 */

/** Where it is served, below `/console`. */
export const plainStylePath = "/plain.css";

export const plainStyle = `:root {
  color-scheme: light dark;
  --canvas: light-dark(#f5f6f6, #0f1414);
  --surface: light-dark(#ffffff, #171d1d);
  --line: light-dark(#dbe0df, #2c3636);
  --ink: light-dark(#16201f, #e6ecec);
  --ink-muted: light-dark(#55605f, #a3afae);
  --accent: light-dark(#0f766e, #2dd4bf);
}
body {
  margin: 0;
  background: var(--canvas);
  color: var(--ink);
  font: 0.875rem/1.375rem system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
main {
  max-width: 28rem;
  box-sizing: border-box;
  margin: 4rem auto;
  padding: 1.5rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--surface);
}
@media (max-width: 32rem) {
  main {
    margin: 1rem;
  }
}
h1 {
  margin: 0 0 1rem;
  font-size: 1.5rem;
  line-height: 2rem;
}
.reference {
  color: var(--ink-muted);
  font-size: 0.8125rem;
}
a {
  color: var(--accent);
}
a:focus-visible {
  outline: 2px solid;
  outline-offset: 2px;
}
`;
