// Chromium, on its own: it asks nobody but the server, not even by name.
import { createRequire } from "node:module";

// From where NODE_PATH leads, for it is not installed beside this file.
const { chromium } = createRequire(import.meta.url)("playwright-core");

const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--no-first-run",
  // Root, which one is in containers, cannot have a sandbox.
  "--no-sandbox",
];

// Starts it, with an empty profile that is deleted in the end.
export function launch(executablePath) {
  return chromium.launch({ executablePath, args: FLAGS });
}
