// One operation on the page.

export class Operation {
  constructor(page, id) {
    this.block = page.locator(`.opblock[id$="-${id}"]`);
  }

  async expand() {
    if (!(await this.isExpanded())) {
      await this.toggle.click();
    }
    await this.seeOpen();
  }

  // Waits until it is there as a whole: Swagger UI shows *Execute* some milliseconds before it
  // knows what to execute.
  async seeOpen() {
    await this.block.locator(".responses-table").first().waitFor();
  }

  async collapse() {
    await this.toggle.click();
    await this.block.locator(".opblock-body").waitFor({ state: "detached" });
  }

  async isExpanded() {
    return (await this.block.locator(".opblock-body").count()) > 0;
  }

  get toggle() {
    return this.block.locator(".opblock-summary-control");
  }

  // What is sent, as it stands there to be edited.
  get body() {
    return this.block.locator("textarea.body-param__text");
  }

  get answer() {
    return this.block.locator(".live-responses-table");
  }

  // Sends what stands there, and reads what is shown of the answer. What was shown before is not
  // mistaken for it.
  async execute() {
    await this.expand();
    const clear = this.block.getByRole("button", { name: "Clear" });
    if (await clear.count()) {
      await clear.click();
      await this.answer.waitFor({ state: "detached" });
    }
    await this.block.getByRole("button", { name: "Execute" }).click();
    await this.answer.waitFor();
    const status = await this.answer.locator(".response-col_status").last().innerText();
    const bodies = this.answer.locator(".highlight-code code");
    const text = (await bodies.count()) ? await bodies.first().innerText() : "";
    return { status: Number.parseInt(status, 10), body: text ? JSON.parse(text) : undefined };
  }
}
