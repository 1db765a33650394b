// Every operation, opened: nothing is missing, and every example is one.
import assert from "node:assert/strict";

import { Person } from "../person.js";
import { read } from "./overview.js";

// What Swagger UI shows where something is wrong with the document.
const FAULTS = [
  "Could not resolve reference",
  "Could not render",
  "Resolver error",
  "Unknown response type",
  "undefined",
  "[object Object]",
];

// Examples that show nothing.
const NOTHING = ["", "{}", "[]", "null", '"string"', "string"];

// The operations of a document: id, and statuses of the answers.
function operations(document) {
  return Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((operation) => ({
      id: operation.operationId,
      statuses: Object.keys(operation.responses),
      hasBody: "requestBody" in operation,
    })),
  );
}

async function look(block, { id, statuses, hasBody }) {
  const text = await block.innerText();
  for (const fault of FAULTS) {
    assert.ok(!text.includes(fault), `${id} shows "${fault}"`);
  }
  const rows = block.locator(".responses-table > tbody > .response");
  const shown = await rows.evaluateAll((all) =>
    all.map((row) => ({
      status: row.dataset.code,
      description: row.querySelector(".response-col_description__inner").innerText,
      example: row.querySelector(".highlight-code code")?.innerText,
    })),
  );
  assert.deepEqual(shown.map((answer) => answer.status).sort(), statuses.sort(), id);
  for (const { status, description, example } of shown) {
    assert.ok(description.trim(), `${id} ${status} has no description`);
    if (example !== undefined || Number(status) >= 400) {
      assert.ok(!NOTHING.includes(example?.trim() ?? ""), `${id} ${status} has no example`);
    }
    if (Number(status) >= 400) {
      assert.equal(JSON.parse(example).status, Number(status), `the example of ${id} ${status}`);
    }
  }
  if (hasBody) {
    const body = await block.locator("textarea.body-param__text").inputValue();
    assert.ok(!NOTHING.includes(body.trim()), `${id} has no example of its body`);
    JSON.parse(body);
  }
}

export const steps = [
  [
    "every operation shows its answers, and examples of all bodies",
    async (world) => {
      const other = await Person.arrive(world);
      for (const described of operations(await read(world))) {
        const operation = other.operation(described.id);
        await operation.expand();
        await look(operation.block, described);
        await operation.collapse();
      }
      await other.leave();
    },
  ],
  [
    "the schemas are shown when they are asked for",
    async (world) => {
      const other = await Person.arrive(world);
      const models = other.page.locator(".models");
      assert.equal(await models.locator(".model-container").count(), 0);
      await models.locator(".models-control").click();
      await models.locator(".json-schema-2020-12").first().waitFor();
      const all = Object.keys((await read(world)).components.schemas);
      const text = await models.innerText();
      for (const name of all) {
        assert.ok(text.includes(name), `${name} is not there`);
      }
      await other.leave();
    },
  ],
];
