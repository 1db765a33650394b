// Logging in, staying so, and what is kept of it.
import assert from "node:assert/strict";

import { NAME, PASSWORD, Person } from "../person.js";
import { picture } from "../pictures.js";

// How long an access token is good, as by default, in milliseconds.
const LIFETIME = 30 * 60 * 1000;

// What the tab keeps, and what the browser does.
function kept(page) {
  return page.evaluate(() => ({
    tab: Object.entries(sessionStorage),
    browser: Object.entries(localStorage),
  }));
}

export const steps = [
  [
    "an account is made with the example as it stands",
    async ({ person }) => {
      const { status, body } = await person.operation("register").execute();
      assert.equal(status, 201);
      assert.equal(body.username, NAME);
    },
  ],
  [
    "the dialog asks for name and password, and for nothing that there is not",
    async (world) => {
      const { person } = world;
      await person.openDialog();
      const fields = person.form.locator("input:visible, select:visible");
      assert.deepEqual(
        await fields.evaluateAll((all) => all.map((field) => field.dataset.name)),
        ["username", "password"],
      );
      const text = await person.dialog.innerText();
      assert.doesNotMatch(text, /client|scope/i);
      const name = await person.dialog.locator("h4").first().innerText();
      assert.match(name, /password/, "what a person wants stands first");
      await picture(world, "swagger-ui-authorize");
    },
  ],
  [
    "a wrong password is told in words",
    async ({ person }) => {
      await person.watch.expecting(401, async () => {
        await person.sendForm(NAME, `not ${PASSWORD}`);
        await person.form.locator(".errors").waitFor();
      });
      assert.match(await person.form.locator(".errors").innerText(), /Invalid Credentials/);
      await person.closeDialog();
    },
  ],
  [
    "name and password log in, and only the access token is kept, for this tab",
    async ({ person }) => {
      await person.logIn();
      assert.equal(await person.whoAmI(), NAME);
      const { tab, browser } = await kept(person.page);
      assert.deepEqual(browser, []);
      assert.equal(tab.length, 1);
      const text = JSON.stringify(tab);
      assert.ok(!text.includes(PASSWORD), "the password is kept");
      assert.ok(!text.includes("dkr_"), "the refresh token is kept");
    },
  ],
  [
    "a page that is loaded again is still logged in, and shows what it showed",
    async ({ person }) => {
      await person.reload();
      await person.seeLoggedIn();
      await person.operation("get_me").block.locator(".opblock-body").waitFor();
      assert.equal(await person.whoAmI(), NAME);
    },
  ],
  [
    "another tab is not",
    async ({ person, server }) => {
      const other = await person.context.newPage();
      await other.goto(`${server}/docs`);
      await other.locator(".auth-wrapper .btn.authorize.unlocked").waitFor();
      assert.deepEqual(await kept(other), { tab: [], browser: [] });
      await other.close();
    },
  ],
  [
    "once the token has expired, a page that is loaded again is not",
    async (world) => {
      const other = await Person.arrive(world);
      await other.logIn();
      await other.page.clock.setSystemTime(Date.now() + LIFETIME + 1000);
      await other.reload();
      assert.equal(await other.watch.expecting(401, () => other.whoAmI()), "not_authenticated");
      assert.deepEqual(await kept(other.page), { tab: [], browser: [] });
      await other.leave();
    },
  ],
  [
    "logging out ends the session, for the page and for the service",
    async (world) => {
      const other = await Person.arrive(world);
      await other.logIn();
      const [[, session]] = (await kept(other.page)).tab;
      const ended = other.page.waitForResponse(`${world.server}/auth/logout`);
      await other.openDialog();
      await other.form.getByRole("button", { name: "Remove authorization" }).click();
      assert.equal((await ended).status(), 204);
      await other.closeDialog();
      assert.equal(await other.watch.expecting(401, () => other.whoAmI()), "not_authenticated");
      assert.deepEqual(await kept(other.page), { tab: [], browser: [] });
      await other.reload();
      assert.equal(await other.watch.expecting(401, () => other.whoAmI()), "not_authenticated");
      const stale = await fetch(`${world.server}/users/me`, {
        headers: { Authorization: `Bearer ${JSON.parse(session).token}` },
      });
      assert.equal(stale.status, 401);
      await other.leave();
    },
  ],
];
