"""What a JSON Schema cannot say of a request: values that only mean something after others.

Only parts of a request that were generated as valid are touched, but for passwords that are
nearly too long. No check is changed.
"""

import os
from itertools import count

import schemathesis
from hypothesis import strategies
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.meta import TestPhase

# The document says that there are zones, and not which: that is for their database to say.
zones = ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Etc/GMT+12"]
schemathesis.openapi.format("time-zone", strategies.sampled_from(zones))

serial = count()

# By operation, the parameters of lists that had a further page, with the cursor that leads there.
further_pages = {}

# The ids of tasks that are there.
tasks = []

# Tasks with a tag that they had when last seen.
tagged = {}

# How many tags the tasks had that have been seen.
tag_counts = {}

# The ids of users other than the first, who is the administrator that asks.
users = []

# The refresh token that has not been used yet, if there is one.
refresh_token = {"refresh_token": os.environ.get("DOCKET_REFRESH_TOKEN")}

# The operations that have answered 2xx; `cargo xtask schemathesis` reads them from the file.
reached = set()


@schemathesis.hook
def before_call(context, case, kwargs):
    if is_valid(case, ParameterLocation.HEADER):
        headers(case)
    if is_valid(case, ParameterLocation.QUERY):
        query(case)
    if is_valid(case, ParameterLocation.PATH):
        path(case)
    if is_valid(case, ParameterLocation.BODY):
        body(case)
    elif operation_id(case) in ("register", "register_alias", "change_password"):
        passwords(case)


@schemathesis.hook
def after_call(context, case, response: Response):
    if not 200 <= response.status_code < 300:
        return
    note_reached(operation_id(case))
    note(case, response)
    cursor = response.headers.get("x-next-cursor")
    if cursor and is_valid(case, ParameterLocation.QUERY):
        same_list = {k: v for k, v in case.query.items() if k not in ("skip", "cursor")}
        pages = further_pages.setdefault(operation_id(case), [])
        pages.append({**same_list, "cursor": cursor[0]})
        del pages[:-100]


def headers(case):
    # A key belongs to one request; with another body it is refused.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"schemathesis-{next(serial)}"
    # Every second precondition holds; the others are as they were generated.
    if "If-Match" in case.headers and next(serial) % 2:
        case.headers["If-Match"] = "*"


def query(case):
    # A cursor belongs to one list, and says itself where to begin.
    if "cursor" in case.query:
        if pages := further_pages.get(operation_id(case)):
            case.query = dict(pages[next(serial) % len(pages)])
        else:
            case.query = {k: v for k, v in case.query.items() if k != "cursor"}


def path(case):
    # Nothing in the document leads to a task and one of its tags; every second time, we do.
    if operation_id(case) == "remove_task_tag" and tagged and next(serial) % 2:
        id, tag = tagged.popitem()
        case.path_parameters = {"id": id, "tag": tag}
    # A task has at most 50 tags: those that would get more are left for one that has fewest.
    if operation_id(case) == "add_task_tags" and is_valid(case, ParameterLocation.BODY) and tasks:
        more = case.body.get("tags", ["?"]) if isinstance(case.body, dict) else case.body
        if tag_counts.get(int(case.path_parameters["id"]), 0) + len(more) > 50:
            case.path_parameters = {"id": min(tasks, key=lambda id: tag_counts.get(id, 0))}


    # An administrator who demoted or deleted themselves could not go on.
    if operation_id(case) in ("get_user", "edit_user", "delete_user"):
        if users and next(serial) % 2:
            case.path_parameters = {"id": users[-1]}
        elif int(case.path_parameters["id"]) == 1 and operation_id(case) != "get_user":
            case.path_parameters = {"id": 2**40}
    if operation_id(case) == "end_my_session" and next(serial) % 2:
        case.path_parameters = {"id": os.environ["DOCKET_SESSION"]}


def body(case):
    # A refresh token works once, and its answer has the next one.
    if operation_id(case) == "refresh" and next(serial) % 2:
        case.body = dict(refresh_token)
    # All or nothing: with one task that is not there, nothing is done. In a history it always is
    # (a 404 would be taken for the loss of what was made just before), else every second time.
    if operation_id(case) in ("edit_tasks", "delete_tasks") and tasks:
        if case.meta.phase.name == TestPhase.STATEFUL or next(serial) % 2:
            case.body = {**case.body, "task_ids": tasks[-2:]}


    # What is imported has a past, which no schema knows from the future. A table is text to a schema.
    if operation_id(case) == "import_tasks":
        if case.media_type == "text/csv":
            case.body = "title,tags\r\na,\"b,c\"\r\n"
        else:
            case.body = [past(task) for task in case.body]


def past(task):
    task = dict(task)
    if "created_at" in task:
        task["created_at"] = "2001-02-03T04:05:06Z"
    if task.get("completed_at") is not None:
        is_completed = task.get("status") in ("completed", "done") or (
            "status" not in task and (task.get("completed") or task.get("is_complete"))
        )
        task["completed_at"] = "2002-02-03T04:05:06Z" if is_completed else None
    return task


def passwords(case):
    # A password has at most 71 bytes, but a schema counts characters: the document can only take
    # each to be as wide as the widest. What is too long by that count alone gets too long by both.
    for name in ("password", "new_password"):
        password = case.body.get(name) if isinstance(case.body, dict) else None
        if isinstance(password, str) and password:
            widths = [len(character.encode(errors="surrogatepass")) for character in password]
            if len(widths) * max(widths) > 71 >= sum(widths):
                case.body = {**case.body, name: password * 9}


def note_reached(operation):
    if operation in reached or "DOCKET_REACHED" not in os.environ:
        return
    reached.add(operation)
    with open(os.environ["DOCKET_REACHED"], "a") as file:
        print(operation, file=file)


def note(case, response):
    match operation_id(case):
        case "create_task":
            tasks.append(response.json()["id"])
            note_tag(response.json())
        case "replace_task" | "edit_task" | "add_task_tags":
            note_tag(response.json())
        case "register" | "register_alias":
            users.append(response.json()["id"])
        case "delete_user":
            users[:] = [id for id in users if id != int(case.path_parameters["id"])]
        case "refresh":
            refresh_token["refresh_token"] = response.json()["refresh_token"]
        case "create_tasks":
            for task in response.json():
                tasks.append(task["id"])
                note_tag(task)
        case "edit_tasks":
            tags = case.body["updates"].get("tags")
            tag_counts.update((int(id), len(tags)) for id in case.body["task_ids"] if tags)
        case "delete_task":
            forget([int(case.path_parameters["id"])])
        case "delete_tasks":
            forget([int(id) for id in case.body["task_ids"]])


def note_tag(task):
    tagged.pop(task["id"], None)
    tag_counts[task["id"]] = len(task["tags"])
    for tag in task["tags"]:
        # One that means the same in a path.
        if tag.isalnum():
            tagged[task["id"]] = tag


def forget(gone):
    tasks[:] = [id for id in tasks if id not in gone]
    for id in gone:
        tagged.pop(id, None)


def operation_id(case):
    return case.operation.definition.raw["operationId"]


def is_valid(case, location):
    """Whether that part of the request is there, and was generated as the document has it."""
    part = case.meta and case.meta.components.get(location)
    return bool(part) and part.mode == GenerationMode.POSITIVE
