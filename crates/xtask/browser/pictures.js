// Pictures for the documentation, if they were asked for.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";

// How large a picture may be, in bytes.
const LIMIT = 150_000;

// Takes a picture of the window, or of a part of the page.
export async function picture({ person: { page }, pictures }, name, part = page) {
  if (!pictures) {
    return;
  }
  const path = join(pictures, `${name}.png`);
  // To hide the caret, Playwright would put a style into the page, which the page forbids.
  await part.screenshot({ path, caret: "initial" });
  const { size } = await stat(path);
  assert.ok(size <= LIMIT, `${path} has ${size} bytes`);
}
