// The page on a phone, and in the dark.
import assert from "node:assert/strict";

import { Person } from "../person.js";
import { picture } from "../pictures.js";

const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

// What is read, from the title to what an answer bears.
const TEXTS = [
  ".info .title",
  ".opblock-tag",
  ".opblock-summary-path",
  ".opblock-summary-description",
  ".opblock-description-wrapper p",
  ".parameter__name",
  ".response-col_status",
  ".response-col_description p",
  ".header-col",
];

// Fails if one has to scroll sideways.
async function expectNarrow(page) {
  const { wide, has } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    has: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= has, `the page has ${wide} px, and the window ${has}`);
}

// How bright a colour of the style of an element is, from 0 to 1 (WCAG 2.2, relative luminance).
function brightness(locator, property) {
  return locator.evaluate((element, name) => {
    const channels = getComputedStyle(element)[name].match(/[\d.]+/g).map(Number);
    const [red, green, blue] = channels.slice(0, 3).map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }, property);
}

export const steps = [
  [
    "on a phone everything is as wide as the window",
    async (world) => {
      const other = await Person.arrive(world, PHONE);
      assert.equal(await other.page.evaluate(() => innerWidth), PHONE.viewport.width);
      await expectNarrow(other.page);
      await other.logIn();
      await other.openDialog();
      const box = await other.dialog.locator(".modal-ux").boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= PHONE.viewport.width, JSON.stringify(box));
      await other.closeDialog();
      const { status } = await other.operation("create_task").execute();
      assert.equal(status, 201);
      await expectNarrow(other.page);
      await other.leave();
    },
  ],
  [
    "it is dark where the system is, and changes with it",
    async (world) => {
      const other = await Person.arrive(world, { colorScheme: "dark" });
      const { page } = other;
      await picture({ ...world, person: other }, "swagger-ui-dark");
      await other.operation("create_task").expand();
      assert.ok((await brightness(page.locator("html"), "backgroundColor")) < 0.05);
      for (const text of TEXTS) {
        assert.ok((await brightness(page.locator(text).first(), "color")) > 0.4, text);
      }
      await page.emulateMedia({ colorScheme: "light" });
      await page.locator("html:not(.dark-mode)").waitFor();
      assert.ok((await brightness(page.locator(TEXTS[0]), "color")) < 0.1);
      await other.leave();
    },
  ],
];
