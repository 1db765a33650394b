// What must never happen while a person uses the page, whatever they do.
import assert from "node:assert/strict";

// What Swagger UI has against addresses of operations with an underscore in their ids. They work.
const KNOWN = /^Warning: escaping deep link whitespace with `_`/;

// How a page tells of what its Content-Security-Policy forbade.
const VIOLATION = "__docketViolation";

export class Watch {
  // What has happened that must not, in words.
  faults = [];
  #expected = new Map();

  // Watches all pages of a browser context that may ask this server alone.
  static async over(context, server) {
    const watch = new Watch();
    context.on("request", (request) => watch.#request(request.url(), server));
    context.on("console", (message) => watch.#said(message));
    context.on("weberror", (error) => watch.faults.push(`not caught: ${error.error().stack}`));
    await context.exposeBinding(VIOLATION, (_, violation) => watch.faults.push(violation));
    await context.addInitScript((name) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const where = `${event.sourceFile}:${event.lineNumber}:${event.columnNumber}`;
        window[name](`against ${event.effectiveDirective}: ${event.blockedURI} at ${where}`);
      });
    }, VIOLATION);
    return watch;
  }

  // While `action` is done, answers with this status are right; there must be one.
  async expecting(status, action) {
    this.#expected.set(status, 0);
    const result = await action();
    assert.ok(this.#expected.get(status) > 0, `nothing was answered ${status}`);
    this.#expected.delete(status);
    return result;
  }

  // Fails if anything has happened that must not.
  expectNoFaults() {
    assert.deepEqual(this.faults, []);
  }

  #request(url, server) {
    const { origin, protocol } = new URL(url);
    // Pictures in the style sheet.
    if (origin !== server && protocol !== "data:") {
      this.faults.push(`a request to elsewhere: ${url}`);
    }
  }

  #said(message) {
    if (!["error", "warning"].includes(message.type()) || KNOWN.test(message.text())) {
      return;
    }
    // Chromium itself says this of every answer that is an error.
    const status = /^Failed to load resource: .* status of (\d+)/.exec(message.text())?.[1];
    if (this.#expected.has(Number(status))) {
      this.#expected.set(Number(status), this.#expected.get(Number(status)) + 1);
      return;
    }
    this.faults.push(`${message.type()} in the console: ${message.text()}`);
  }
}
