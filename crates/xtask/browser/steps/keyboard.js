// The page without a mouse.
import assert from "node:assert/strict";

import { NAME, PASSWORD, Person } from "../person.js";

// How often one may have to press Tab.
const PRESSES = 12;

// Presses Tab until the focus is on something that matches.
async function tabTo(page, selector) {
  for (let press = 0; press < PRESSES; press += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) {
      return;
    }
  }
  assert.fail(`${PRESSES} times Tab do not lead to ${selector}`);
}

export const steps = [
  [
    "by keyboard one logs in, opens an operation and sends it",
    async (world) => {
      const other = await Person.arrive(world);
      const { page } = other;
      const { keyboard } = page;

      await tabTo(page, ".btn.authorize");
      await keyboard.press("Enter");
      await other.dialog.waitFor();
      await keyboard.press("Escape");
      await page.locator(".btn.authorize:focus").waitFor();
      await keyboard.press("Enter");
      await page.locator("#oauth_username:focus").waitFor();
      await keyboard.type(NAME);
      await tabTo(page, "#oauth_password");
      await keyboard.type(PASSWORD);
      await keyboard.press("Enter");
      await other.seeLoggedIn();
      await keyboard.press("Escape");
      await page.locator(".btn.authorize:focus").waitFor();

      const me = other.operation("get_me");
      await me.toggle.focus();
      await keyboard.press("Enter");
      await me.seeOpen();
      await tabTo(page, ".execute");
      await keyboard.press("Enter");
      await me.answer.waitFor();
      await other.leave();
    },
  ],
];
