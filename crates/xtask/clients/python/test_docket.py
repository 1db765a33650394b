"""The client that openapi-python-client makes of docs/openapi.json, against a running server.

Run by `cargo xtask clients python`.
"""

import datetime
import importlib
import json
import os
import unittest

from docket_client import AuthenticatedClient, Client
from docket_client.api.auth import login, logout, refresh, register
from docket_client.api.bulk import create_tasks, delete_tasks, edit_tasks
from docket_client.api.tags import add_task_tags, list_tags, remove_task_tag, rename_tag
from docket_client.api.tasks import (
    create_task,
    delete_task,
    edit_task,
    get_statistics,
    get_task,
    list_tasks,
    replace_task,
)
from docket_client.api.users import edit_me, get_me
from docket_client.models import (
    ListTasksSortBy,
    ListTasksSortOrder,
    Login,
    LoginForm,
    NewTask,
    NewTasks,
    NewUser,
    Priority,
    Problem,
    Refresh,
    Status,
    StatusInput,
    TagName,
    Tags,
    TaskIds,
    TaskPatch,
    TaskReplacement,
    TasksPatch,
    Tokens,
    UserPatch,
)

URL = os.environ["DOCKET_URL"]
PASSWORD = "correct horse battery"


def logged_in(test, username):
    """A client of a new user, who has logged in."""
    docket = Client(base_url=URL)
    test.addCleanup(docket.get_httpx_client().close)
    register.sync(client=docket, body=NewUser(username=username, password=PASSWORD))
    tokens = login.sync(client=docket, body=Login(username=username, password=PASSWORD))
    docket = AuthenticatedClient(base_url=URL, token=tokens.access_token)
    test.addCleanup(docket.get_httpx_client().close)
    return docket


class Operations(unittest.TestCase):
    def test_every_operation_of_the_document_is_there(self):
        with open("openapi.json") as file:
            document = json.load(file)
        count = 0
        for operations in document["paths"].values():
            for operation in operations.values():
                name = f"docket_client.api.{operation['tags'][0]}.{operation['operationId']}"
                self.assertTrue(callable(importlib.import_module(name).sync_detailed), name)
                count += 1
        self.assertGreater(count, 30)


class Guide(unittest.TestCase):
    def test_the_example_of_the_guide_does_what_it_says(self):
        docket = logged_in(self, "py-guide")
        day = datetime.date(2031, 12, 1)
        body = NewTask(title="Learn diesel", priority=Priority.HIGH, due_date=day)
        made = create_task.sync(client=docket, body=body)
        urgent = list_tasks.sync_detailed(
            client=docket, priority=[Priority.HIGH, Priority.URGENT], limit=10
        )
        cursor = urgent.headers.get("X-Next-Cursor")  # None on the last page
        for task in urgent.parsed:
            edit_task.sync(task.id, client=docket, body=TaskPatch(due_date=None))
        missing = get_task.sync(99999, client=docket)
        if isinstance(missing, Problem):
            print(missing.code, missing.task_id)

        self.assertIsNone(cursor)
        changed = get_task.sync(made.id, client=docket)
        self.assertIsNone(changed.due_date)
        self.assertEqual(changed.version, 2)
        self.assertEqual(missing.code, "task_not_found")


class Tasks(unittest.TestCase):
    def test_a_task_that_was_made_with_all_its_members_is_read_back_changed_and_cleared(self):
        docket = logged_in(self, "py-members")
        everything = NewTask(
            title="Learn diesel",
            description="All of it",
            status=StatusInput.IN_PROGRESS,
            priority=Priority.URGENT,
            due_date=datetime.date(2031, 12, 1),
            tags=["learning", "backend"],
        )
        made = create_task.sync_detailed(
            client=docket, body=everything, idempotency_key="py-members-1"
        )
        self.assertEqual(made.status_code, 201)
        task = made.parsed
        self.assertEqual(made.headers["location"], f"/tasks/{task.id}")
        again = create_task.sync_detailed(
            client=docket, body=everything, idempotency_key="py-members-1"
        )
        self.assertEqual(again.parsed, task)
        self.assertEqual(again.headers["idempotent-replayed"], "true")

        read = get_task.sync(task.id, client=docket)
        self.assertEqual(read, task)
        self.assertEqual(read.title, "Learn diesel")
        self.assertEqual(read.description, "All of it")
        self.assertIs(read.status, Status.IN_PROGRESS)
        self.assertIs(read.priority, Priority.URGENT)
        self.assertEqual(read.due_date, datetime.date(2031, 12, 1))
        self.assertEqual(read.tags, ["backend", "learning"])
        self.assertIsInstance(read.created_at, datetime.datetime)

        cleared = edit_task.sync(
            task.id, client=docket, body=TaskPatch(description=None, due_date=None, tags=[])
        )
        self.assertIsNone(cleared.description)
        self.assertIsNone(cleared.due_date)
        self.assertEqual(cleared.tags, [])
        self.assertEqual(cleared.title, "Learn diesel")

        self.assertEqual(delete_task.sync_detailed(task.id, client=docket).status_code, 204)

    def test_lists_are_filtered_by_several_values_and_go_on_by_cursor(self):
        docket = logged_in(self, "py-lists")
        for task in (
            NewTask(title="one", priority=Priority.HIGH, tags=["a", "b"]),
            NewTask(title="two", priority=Priority.URGENT, tags=["b", "a"]),
            NewTask(
                title="three",
                status=StatusInput.IN_PROGRESS,
                priority=Priority.HIGH,
                tags=["a", "b"],
            ),
            NewTask(title="four", priority=Priority.LOW, tags=["a", "b"]),
            NewTask(title="five", priority=Priority.HIGH, tags=["a"]),
            NewTask(title="six", priority=Priority.HIGH, tags=["a", "b"], status=StatusInput.DONE),
        ):
            self.assertEqual(create_task.sync(client=docket, body=task).title, task.title)
        query = {
            "status": [StatusInput.PENDING, StatusInput.IN_PROGRESS],
            "priority": [Priority.HIGH, Priority.URGENT],
            "tag": ["a"],
            "tags": ["b", "a"],
            "created_after": "2020-01-01",
            "sort_by": ListTasksSortBy.TITLE,
            "sort_order": ListTasksSortOrder.DESC,
            "limit": 2,
            "count": True,
        }
        first = list_tasks.sync_detailed(client=docket, **query)
        self.assertEqual([task.title for task in first.parsed], ["two", "three"])
        self.assertEqual(first.headers["x-total-count"], "3")
        cursor = first.headers["x-next-cursor"]
        second = list_tasks.sync_detailed(client=docket, cursor=cursor, **query)
        self.assertEqual([task.title for task in second.parsed], ["one"])
        self.assertNotIn("x-next-cursor", second.headers)

    def test_many_tasks_are_made_changed_and_deleted_at_once(self):
        docket = logged_in(self, "py-bulk")
        body = NewTasks(tasks=[NewTask(title="one"), NewTask(title="two", tags=["x"])])
        ids = [task.id for task in create_tasks.sync(client=docket, body=body)]
        changes = TasksPatch(task_ids=ids, updates=TaskPatch(completed=True))
        changed = edit_tasks.sync(client=docket, body=changes)
        self.assertEqual([task.status for task in changed], [Status.COMPLETED] * 2)
        gone = delete_tasks.sync_detailed(client=docket, body=TaskIds(task_ids=ids))
        self.assertEqual(gone.status_code, 204)
        missing = delete_tasks.sync(client=docket, body=TaskIds(task_ids=ids))
        self.assertEqual(missing.missing_ids, ids)

    def test_tags_are_added_counted_renamed_and_removed(self):
        docket = logged_in(self, "py-tags")
        id = create_task.sync(client=docket, body=NewTask(title="one", tags=["a"])).id
        more = add_task_tags.sync(id, client=docket, body=["c", "b"])
        self.assertEqual(more.tags, ["a", "b", "c"])
        same = add_task_tags.sync(id, client=docket, body=Tags(tags=["b"]))
        self.assertEqual(same.tags, ["a", "b", "c"])
        self.assertEqual(remove_task_tag.sync(id, "c", client=docket).tags, ["a", "b"])
        self.assertEqual(rename_tag.sync("a", client=docket, body=TagName(name="z")).changed, 1)
        counts = [(tag.name, tag.count) for tag in list_tags.sync(client=docket)]
        self.assertEqual(counts, [("b", 1), ("z", 1)])

    def test_statistics_have_a_member_for_each_status_and_priority(self):
        docket = logged_in(self, "py-statistics")
        done = NewTask(title="one", status=StatusInput.DONE, tags=["a"])
        create_task.sync(client=docket, body=done)
        create_task.sync(client=docket, body=NewTask(title="two", priority=Priority.LOW))
        statistics = get_statistics.sync(client=docket)
        self.assertEqual(statistics.total, 2)
        self.assertEqual(statistics.completion_rate, 0.5)
        self.assertEqual(statistics.by_status.completed + statistics.by_status.pending, 2)
        self.assertEqual(statistics.by_status.cancelled, 0)
        self.assertEqual(statistics.by_priority.low, 1)
        self.assertEqual(statistics.by_tag["a"], 1)


class Errors(unittest.TestCase):
    def test_errors_are_problems(self):
        docket = logged_in(self, "py-errors")
        missing = get_task.sync_detailed(99999, client=docket)
        self.assertEqual(missing.status_code, 404)
        self.assertIsInstance(missing.parsed, Problem)
        self.assertEqual(missing.parsed.code, "task_not_found")
        self.assertEqual(missing.parsed.task_id, 99999)
        self.assertEqual(missing.parsed.request_id, missing.headers["x-request-id"])

        invalid = create_task.sync(client=docket, body=NewTask(title="", tags=["a,b"]))
        self.assertIsInstance(invalid, Problem)
        self.assertEqual((invalid.status, invalid.code), (422, "validation_failed"))
        faults = [(fault.field, fault.pointer, fault.code) for fault in invalid.errors]
        expected = [("title", "/title", "too_short"), ("tags", "/tags/0", "malformed")]
        self.assertEqual(faults, expected)

    def test_a_change_of_what_has_changed_meanwhile_is_refused(self):
        docket = logged_in(self, "py-versions")
        id = create_task.sync(client=docket, body=NewTask(title="one")).id
        etag = get_task.sync_detailed(id, client=docket).headers["etag"]
        unchanged = get_task.sync_detailed(id, client=docket, if_none_match=etag)
        self.assertEqual(unchanged.status_code, 304)

        first = edit_task.sync(id, client=docket, body=TaskPatch(title="two"), if_match=etag)
        self.assertEqual(first.version, 2)
        second = replace_task.sync(
            id, client=docket, body=TaskReplacement(title="three"), if_match=etag
        )
        self.assertIsInstance(second, Problem)
        self.assertEqual((second.status, second.code), (412, "version_conflict"))
        self.assertEqual(second.current_version, 2)


class Sessions(unittest.TestCase):
    def test_a_session_is_begun_by_a_form_renewed_and_ended(self):
        docket = logged_in(self, "py-sessions")
        account = get_me.sync(client=docket)
        self.assertEqual((account.username, account.email), ("py-sessions", None))
        form = login.sync(client=docket, body=LoginForm(username="py-sessions", password=PASSWORD))
        self.assertIsInstance(form, Tokens)
        body = Refresh(refresh_token=form.refresh_token)
        renewed = refresh.sync(client=docket, body=body)
        self.assertEqual(renewed.token_type, "bearer")
        self.assertEqual(refresh.sync(client=docket, body=body).code, "refresh_token_reused")

        changes = UserPatch(email="py@example.org", time_zone="Europe/Paris")
        self.assertEqual(edit_me.sync(client=docket, body=changes).time_zone, "Europe/Paris")
        self.assertEqual(logout.sync_detailed(client=docket).status_code, 204)
        self.assertEqual(get_me.sync(client=docket).code, "token_invalid")


if __name__ == "__main__":
    unittest.main()
