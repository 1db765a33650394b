// The client that openapi-typescript and openapi-fetch make of docs/openapi.json, against a running
// server. Run by `cargo xtask clients typescript`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import createClient from "openapi-fetch";
import type { components, paths } from "./docket.js";

type Task = components["schemas"]["Task"];
type NewTask = components["schemas"]["NewTask"];
type Problem = components["schemas"]["Problem"];

const baseUrl = process.env["DOCKET_URL"] ?? "";
assert.ok(baseUrl, "DOCKET_URL says where the server is");

const password = "correct horse battery";

/** Everything that a client decides of a task. */
const everything: NewTask = {
  title: "Learn diesel",
  description: "All of it",
  status: "in_progress",
  priority: "urgent",
  due_date: "2031-12-01",
  tags: ["learning", "backend"],
};

/** A client of a new user, who has logged in. */
async function loggedIn(username: string) {
  const docket = createClient<paths>({ baseUrl });
  await docket.POST("/auth/register", { body: { username, password } });
  const login = await docket.POST("/auth/login", { body: { username, password } });
  if (login.error) throw new Error(login.error.detail);
  docket.use({
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${login.data.access_token}`);
    },
  });
  return docket;
}

type Docket = Awaited<ReturnType<typeof loggedIn>>;

async function newTask(docket: Docket, body: NewTask): Promise<Task> {
  const { data } = await docket.POST("/tasks", { body });
  assert.ok(data);
  return data;
}

test("every operation of the document is there", () => {
  const types = readFileSync("docket.d.ts", "utf8");
  const operations = types.slice(types.indexOf("export interface operations {"));
  const document = JSON.parse(readFileSync("openapi.json", "utf8")) as {
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  const ids = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .flatMap((operation) => operation.operationId ?? []);
  assert.ok(ids.length > 30, `${ids.length} operations`);
  for (const id of ids) {
    assert.ok(operations.includes(`\n    ${id}: {`), `there is no ${id}`);
  }
});

test("the example of the guide does what it says", async () => {
  const docket = await loggedIn("ts-guide");
  const made = await docket.POST("/tasks", {
    body: { title: "Learn diesel", priority: "high", due_date: "2031-12-01" },
  });
  const urgent = await docket.GET("/tasks", {
    params: { query: { priority: ["high", "urgent"], limit: 10 } },
  });
  const cursor = urgent.response.headers.get("X-Next-Cursor"); // null on the last page
  for (const { id } of urgent.data ?? []) {
    await docket.PATCH("/tasks/{id}", { params: { path: { id } }, body: { due_date: null } });
  }
  const missing = await docket.GET("/tasks/{id}", { params: { path: { id: 99999 } } });
  if (missing.error) console.log(missing.error.code, missing.error.task_id);

  assert.ok(made.data);
  assert.equal(cursor, null);
  const changed = await docket.GET("/tasks/{id}", { params: { path: { id: made.data.id } } });
  assert.equal(changed.data?.due_date, null);
  assert.equal(changed.data.version, 2);
  assert.equal(missing.error?.code, "task_not_found");
});

test("a task that was made with all its members is read back, changed and cleared", async () => {
  const docket = await loggedIn("ts-members");
  const made = await docket.POST("/tasks", {
    params: { header: { "Idempotency-Key": "ts-members-1" } },
    body: everything,
  });
  assert.equal(made.response.status, 201);
  assert.ok(made.data);
  const path = { id: made.data.id };
  assert.equal(made.response.headers.get("location"), `/tasks/${path.id}`);
  const again = await docket.POST("/tasks", {
    params: { header: { "Idempotency-Key": "ts-members-1" } },
    body: everything,
  });
  assert.deepEqual(again.data, made.data);
  assert.equal(again.response.headers.get("idempotent-replayed"), "true");

  const read = await docket.GET("/tasks/{id}", { params: { path } });
  assert.deepEqual(read.data, made.data);
  assert.deepEqual(
    {
      title: read.data?.title,
      description: read.data?.description,
      status: read.data?.status,
      priority: read.data?.priority,
      due_date: read.data?.due_date,
      tags: read.data?.tags,
    },
    { ...everything, tags: ["backend", "learning"] },
  );

  const cleared = await docket.PATCH("/tasks/{id}", {
    params: { path },
    body: { description: null, due_date: null, tags: [] },
  });
  assert.equal(cleared.data?.description, null);
  assert.equal(cleared.data.due_date, null);
  assert.deepEqual(cleared.data.tags, []);
  assert.equal(cleared.data.title, "Learn diesel");

  const gone = await docket.DELETE("/tasks/{id}", { params: { path } });
  assert.equal(gone.response.status, 204);
});

test("lists are filtered by several values and go on by cursor", async () => {
  const docket = await loggedIn("ts-lists");
  const tasks: NewTask[] = [
    { title: "one", priority: "high", tags: ["a", "b"] },
    { title: "two", priority: "urgent", tags: ["b", "a"], status: "in_progress" },
    { title: "three", priority: "urgent", tags: ["a", "b"], due_date: "2031-12-01" },
    { title: "four", priority: "low", tags: ["a", "b"] },
    { title: "five", priority: "high", tags: ["a"] },
    { title: "six", priority: "high", tags: ["a", "b"], status: "done" },
  ];
  for (const task of tasks) await newTask(docket, task);

  const query: NonNullable<paths["/tasks"]["get"]["parameters"]["query"]> = {
    status: ["pending", "in_progress"],
    priority: ["high", "urgent"],
    tag: ["a"],
    tags: ["b", "a"],
    created_after: "2020-01-01",
    sort_by: "title",
    sort_order: "desc",
    limit: 2,
    count: true,
  };
  const first = await docket.GET("/tasks", { params: { query } });
  assert.deepEqual(first.data?.map((task) => task.title), ["two", "three"]);
  assert.equal(first.response.headers.get("x-total-count"), "3");

  const cursor = first.response.headers.get("x-next-cursor");
  assert.ok(cursor);
  const second = await docket.GET("/tasks", { params: { query: { ...query, cursor } } });
  assert.deepEqual(second.data?.map((task) => task.title), ["one"]);
  assert.equal(second.response.headers.get("x-next-cursor"), null);
});

test("many tasks are made, changed and deleted at once", async () => {
  const docket = await loggedIn("ts-bulk");
  const made = await docket.POST("/tasks/bulk", {
    body: { tasks: [{ title: "one" }, { title: "two", tags: ["x"] }] },
  });
  assert.equal(made.response.status, 201);
  const task_ids = made.data?.map((task) => task.id) ?? [];
  const changed = await docket.PATCH("/tasks/bulk", {
    body: { task_ids, updates: { completed: true } },
  });
  assert.deepEqual(changed.data?.map((task) => task.status), ["completed", "completed"]);
  const gone = await docket.POST("/tasks/bulk/delete", { body: { task_ids } });
  assert.equal(gone.response.status, 204);

  const missing = await docket.POST("/tasks/bulk/delete", { body: { task_ids } });
  assert.deepEqual(missing.error?.missing_ids, task_ids);
});

test("tags are added, counted, renamed and removed", async () => {
  const docket = await loggedIn("ts-tags");
  const { id } = await newTask(docket, { title: "one", tags: ["a"] });
  const params = { path: { id } };
  const more = await docket.POST("/tasks/{id}/tags", { params, body: ["c", "b"] });
  assert.deepEqual(more.data?.tags, ["a", "b", "c"]);
  const same = await docket.POST("/tasks/{id}/tags", { params, body: { tags: ["b"] } });
  assert.deepEqual(same.data?.tags, ["a", "b", "c"]);
  const fewer = await docket.DELETE("/tasks/{id}/tags/{tag}", {
    params: { path: { id, tag: "c" } },
  });
  assert.deepEqual(fewer.data?.tags, ["a", "b"]);
  const renamed = await docket.PATCH("/tags/{tag}", {
    params: { path: { tag: "a" } },
    body: { name: "z" },
  });
  assert.equal(renamed.data?.changed, 1);
  const counts = await docket.GET("/tags");
  assert.deepEqual(counts.data, [
    { name: "b", count: 1 },
    { name: "z", count: 1 },
  ]);
});

test("statistics have a member for each status and priority", async () => {
  const docket = await loggedIn("ts-statistics");
  await newTask(docket, { title: "one", status: "done", tags: ["a"] });
  await newTask(docket, { title: "two", priority: "low" });
  const { data } = await docket.GET("/tasks/stats");
  assert.ok(data);
  assert.equal(data.total, 2);
  assert.equal(data.completion_rate, 0.5);
  assert.equal(data.by_status.completed + data.by_status.pending, 2);
  assert.equal(data.by_status.cancelled, 0);
  assert.equal(data.by_priority.low, 1);
  assert.equal(data.by_tag["a"], 1);
});

test("errors are problems", async () => {
  const docket = await loggedIn("ts-errors");
  const missing = await docket.GET("/tasks/{id}", { params: { path: { id: 99999 } } });
  assert.equal(missing.response.status, 404);
  const problem: Problem | undefined = missing.error;
  assert.equal(problem?.code, "task_not_found");
  assert.equal(problem.task_id, 99999);
  assert.equal(problem.request_id, missing.response.headers.get("x-request-id"));

  const invalid = await docket.POST("/tasks", { body: { title: "", tags: ["a,b"] } });
  assert.equal(invalid.response.status, 422);
  assert.equal(invalid.error?.code, "validation_failed");
  assert.deepEqual(
    invalid.error.errors?.map((fault) => [fault.field, fault.pointer, fault.code]),
    [
      ["title", "/title", "too_short"],
      ["tags", "/tags/0", "malformed"],
    ],
  );
});

test("a change of what has changed meanwhile is refused", async () => {
  const docket = await loggedIn("ts-versions");
  const { id } = await newTask(docket, { title: "one" });
  const read = await docket.GET("/tasks/{id}", { params: { path: { id } } });
  const etag = read.response.headers.get("etag");
  assert.ok(etag);
  const unchanged = await docket.GET("/tasks/{id}", {
    params: { path: { id }, header: { "If-None-Match": etag } },
  });
  assert.equal(unchanged.response.status, 304);

  const params = { path: { id }, header: { "If-Match": etag } };
  const first = await docket.PATCH("/tasks/{id}", { params, body: { title: "two" } });
  assert.equal(first.data?.version, 2);
  const second = await docket.PUT("/tasks/{id}", { params, body: { title: "three" } });
  assert.equal(second.response.status, 412);
  assert.equal(second.error?.code, "version_conflict");
  assert.equal(second.error.current_version, 2);
});

test("a session is begun by a form, renewed, and ended", async () => {
  const docket = await loggedIn("ts-sessions");
  const account = await docket.GET("/users/me");
  assert.equal(account.data?.username, "ts-sessions");
  assert.equal(account.data.email, null);
  const form = await docket.POST("/auth/login", {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: { username: "ts-sessions", password },
  });
  assert.ok(form.data);
  const renewed = await docket.POST("/auth/refresh", {
    body: { refresh_token: form.data.refresh_token },
  });
  assert.ok(renewed.data);
  assert.equal(renewed.data.token_type, "bearer");
  const used = await docket.POST("/auth/refresh", {
    body: { refresh_token: form.data.refresh_token },
  });
  assert.equal(used.error?.code, "refresh_token_reused");

  const me = await docket.PATCH("/users/me", {
    body: { email: "ts@example.org", time_zone: "Europe/Paris" },
  });
  assert.equal(me.data?.time_zone, "Europe/Paris");
  const out = await docket.POST("/auth/logout");
  assert.equal(out.response.status, 204);
  const after = await docket.GET("/users/me");
  assert.equal(after.response.status, 401);
  assert.equal(after.error?.code, "token_invalid");
});
