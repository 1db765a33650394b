// The page as it is first seen.
import assert from "node:assert/strict";

import { picture } from "../pictures.js";

// The document that the page shows.
export async function read(world) {
  const answer = await fetch(`${world.server}/openapi.json`);
  return answer.json();
}

export const steps = [
  [
    "the page shows the document: its title, its tags in order, all operations",
    async (world) => {
      const { page } = world.person;
      await world.person.open();
      const document = await read(world);
      assert.equal(await page.title(), document.info.title);
      const title = await page.locator(".info .title").innerText();
      assert.ok(title.includes(document.info.title) && title.includes(document.info.version), title);
      const tags = await page.locator(".opblock-tag").evaluateAll((all) =>
        all.map((tag) => tag.dataset.tag),
      );
      assert.deepEqual(tags, document.tags.map((tag) => tag.name));
      const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
      assert.equal(await page.locator(".opblock").count(), operations.length);
    },
  ],
  [
    "what cannot be undone stands last among the operations of a path",
    async ({ person: { page } }) => {
      const methods = await page
        .locator('.opblock:has([data-path="/users/me"]) .opblock-summary-method')
        .allInnerTexts();
      assert.deepEqual(methods, ["GET", "PATCH", "DELETE"]);
    },
  ],
  [
    "no text shows its mark-up, and no link leads elsewhere",
    async ({ person: { page }, server }) => {
      for (const summary of await page.locator(".opblock-summary-description").allInnerTexts()) {
        assert.match(summary, /^[^`*_]+$/);
      }
      for (const link of await page.locator("a:visible").all()) {
        assert.equal(await link.evaluate((a) => a.origin), server, await link.innerHTML());
      }
    },
  ],
  [
    "a picture of it",
    async (world) => {
      await picture(world, "swagger-ui");
    },
  ],
];
