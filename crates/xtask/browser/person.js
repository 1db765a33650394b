// Somebody with a browser, and what they do on the page.
import { Operation } from "./operation.js";
import { Watch } from "./watch.js";

// As in the examples of the document.
export const NAME = "ada";
export const PASSWORD = "correct horse battery";

// How long one waits for anything, in milliseconds.
const PATIENCE = 20_000;

export class Person {
  constructor(world, context, watch, page) {
    Object.assign(this, { world, context, watch, page });
    world.latest = this;
  }

  // Somebody whose browser has never seen the page, on a device as Playwright describes them.
  static async before(world, device = {}) {
    const context = await world.browser.newContext({
      viewport: { width: 1280, height: 960 },
      ...device,
    });
    context.setDefaultTimeout(PATIENCE);
    const watch = await Watch.over(context, world.server);
    return new Person(world, context, watch, await context.newPage());
  }

  // The same, and they have opened it.
  static async arrive(world, device) {
    const person = await Person.before(world, device);
    await person.open();
    return person;
  }

  async open() {
    await this.page.goto(`${this.world.server}/docs`);
    await this.seePage();
  }

  async reload() {
    await this.page.reload();
    await this.seePage();
  }

  // Waits until the operations are there.
  async seePage() {
    await this.page.locator(".opblock").last().waitFor();
  }

  operation(id) {
    return new Operation(this.page, id);
  }

  get dialog() {
    return this.page.locator(".dialog-ux");
  }

  // The part of the dialog that logs in with name and password.
  get form() {
    return this.dialog.locator(".auth-container", { hasText: "OAuth2, password" });
  }

  // The button for the dialog, whose lock is closed for those who have logged in.
  get authorize() {
    return this.page.locator(".auth-wrapper .btn.authorize");
  }

  async openDialog() {
    await this.authorize.click();
    await this.dialog.waitFor();
  }

  async closeDialog() {
    await this.form.getByRole("button", { name: "Close" }).click();
    await this.dialog.waitFor({ state: "detached" });
  }

  // Fills in the form of the dialog, and sends it.
  async sendForm(name, password) {
    await this.form.locator("#oauth_username").fill(name);
    await this.form.locator("#oauth_password").fill(password);
    await this.form.locator(".btn.authorize").click();
  }

  async logIn(name = NAME, password = PASSWORD) {
    await this.openDialog();
    await this.sendForm(name, password);
    await this.form.getByRole("button", { name: "Remove authorization" }).waitFor();
    await this.closeDialog();
  }

  // Waits until the page shows that one is logged in.
  async seeLoggedIn() {
    await this.page.locator(".auth-wrapper .btn.authorize.locked").waitFor();
  }

  // Asks whose account it is, by the page, and waits for the answer.
  async whoAmI() {
    const { status, body } = await this.operation("get_me").execute();
    return status === 200 ? body.username : body.code;
  }

  async leave() {
    this.watch.expectNoFaults();
    await this.context.close();
    this.world.latest = this.world.person;
  }
}
