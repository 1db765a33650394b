// Swagger UI as a person uses it, in Chromium, against a server that somebody else has started:
//
//     node main.js --server http://127.0.0.1:8000 --chromium /usr/bin/chromium \
//         [--screenshots DIRECTORY] [--failure FILE]
//
// The server must be empty and without rate limits. `cargo xtask browser` sees to all of it.
import { parseArgs } from "node:util";

import { launch } from "./browser.js";
import { Person } from "./person.js";
import * as appearance from "./steps/appearance.js";
import * as keyboard from "./steps/keyboard.js";
import * as operations from "./steps/operations.js";
import * as overview from "./steps/overview.js";
import * as session from "./steps/session.js";
import * as tasks from "./steps/tasks.js";

const { values: options } = parseArgs({
  options: {
    server: { type: "string" },
    chromium: { type: "string" },
    screenshots: { type: "string" },
    failure: { type: "string" },
  },
});

// In this order: what one does, the next one builds upon.
const steps = [overview, session, tasks, operations, keyboard, appearance].flatMap(
  (subject) => subject.steps,
);

const browser = await launch(options.chromium);
const world = { browser, server: options.server, pictures: options.screenshots };
world.person = await Person.before(world);
let failed = false;
for (const [name, step] of steps) {
  const started = Date.now();
  try {
    await step(world);
    world.person.watch.expectNoFaults();
    console.log(`ok      ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed = true;
    console.log(`FAILED  ${name}\n${error.stack}`);
    await tell(world.latest);
    break;
  }
}
await browser.close();
process.exit(failed ? 1 : 0);

// Tells what else was wrong for somebody, and what they saw.
async function tell({ page, watch }) {
  for (const fault of watch.faults) {
    console.log(`besides: ${fault}`);
  }
  if (options.failure) {
    await page.screenshot({ path: options.failure, caret: "initial" });
    console.log(`what was seen then: ${options.failure}`);
  }
}
