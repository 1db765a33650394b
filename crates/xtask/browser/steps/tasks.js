// What the page is there for: tasks, by *Try it out*.
import assert from "node:assert/strict";

import { picture } from "../pictures.js";

export const steps = [
  [
    "a task is created with the example as it stands",
    async (world) => {
      const create = world.person.operation("create_task");
      await create.expand();
      const sent = JSON.parse(await create.body.inputValue());
      const { status, body } = await create.execute();
      assert.equal(status, 201);
      assert.deepEqual({ ...body, ...sent }, body, "the answer is the task that was sent");
      await picture(world, "swagger-ui-created", create.answer);
    },
  ],
  [
    "the list has it, without anything being filled in or cleared",
    async ({ person }) => {
      const { status, body } = await person.operation("list_tasks").execute();
      assert.equal(status, 200);
      assert.deepEqual(body.map((task) => task.title), ["Learn diesel"]);
    },
  ],
  [
    "many tasks are created with the example as it stands",
    async ({ person }) => {
      const { status } = await person.operation("create_tasks").execute();
      assert.equal(status, 201);
    },
  ],
  [
    "a fault in the body is shown as the service tells it",
    async ({ person }) => {
      const create = person.operation("create_task");
      await create.body.fill('{"title": ""}');
      const { status, body } = await person.watch.expecting(422, () => create.execute());
      assert.equal(status, 422);
      assert.equal(body.errors[0].pointer, "/title");
    },
  ],
];
