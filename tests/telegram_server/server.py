"""A strict Bot API server for tests: it listens, injects faults, and answers as the real server does.

What the real server refuses is refused with the same status and description. The rules follow the Bot API's
documentation and, where that is silent, the public server code (tdlib/telegram-bot-api, tdlib/td). Not there:
parse modes, certificates of webhooks, what a bot sends besides text, channels, a bot's reactions, chat administration.
"""

import asyncio
import inspect
import json
import math
import re
import time
import traceback

from aiohttp import web

from tests.telegram_server.errors import (
    BotApiError,
    NotEmulatedError,
    ParameterError,
    bad_request,
    too_many_requests,
)
from tests.telegram_server.faults import Fault, Faults
from tests.telegram_server.files import DOWNLOAD
from tests.telegram_server.flood import COUNTED, PATIENCE_S
from tests.telegram_server.json_types import Json
from tests.telegram_server.methods import CANONICAL_NAMES, METHODS, Described
from tests.telegram_server.parameters import Args
from tests.telegram_server.records import Call
from tests.telegram_server.world import World

HOST = "127.0.0.1"
MAX_BODY_BYTES = 51 << 20
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class BotApiServer:
    """One bot's server. Everything that happened is kept for the tests, with monotonic times."""

    def __init__(self, token: str, world: World) -> None:
        self.token, self.world = token, world
        self.port = 0
        self.faults = Faults()
        self.calls: list[Call] = []
        self.unknown_methods: list[str] = []
        self.not_emulated: list[str] = []  # what the bot asked for and this server cannot judge
        self.internal_errors: list[str] = []  # faults of this package
        self._requests: dict[int, web.Request] = {}  # those in progress
        self._tasks: set[asyncio.Task[web.Response]] = set()
        self._waits: dict[object, float] = {}  # by chat_id, until when an injected 429 told the bot to wait

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/file/bot{token:[^/]*}/{path:.*}", self._serve)
        app.router.add_route("*", "/bot{token:[^/]*}/{method:.*}", self._serve)
        app.router.add_route("*", "/{rest:.*}", self._serve)
        # A long poll ends when its client goes away, or else the client's next one would be in conflict.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        await self._listen(port)

    async def _listen(self, port: int) -> None:
        self._site = web.TCPSite(self._runner, HOST, port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        self._cut_connections()
        calls = self.world.updates.webhook.stop() if self.world.updates.webhook else ()
        await asyncio.gather(*tasks, *calls, return_exceptions=True)
        await self._runner.cleanup()

    def _cut_connections(self) -> None:
        for request in list(self._requests.values()):
            if request.transport:
                request.transport.abort()

    async def outage(self, seconds: float) -> None:
        """Be away for a while: open requests are cut, new connections refused, and no webhook is called."""
        fault = Fault("*", "drop", math.inf)
        self.faults.insert(0, fault)
        await self._site.stop()
        self._cut_connections()
        self.world.updates.is_reachable.clear()
        await asyncio.sleep(seconds)
        self.world.updates.is_reachable.set()
        self.faults.remove(fault)
        await self._listen(self.port)

    async def _serve(self, request: web.Request) -> web.Response:
        call = Call(request.match_info.get("method", ""), time.monotonic())
        self.calls.append(call)
        self._requests[id(request)] = request
        try:
            args = await _read_args(request)
            call.params = args.readable()
            call.method = call.method or args.text("method")
            call.method = CANONICAL_NAMES.get(call.method.lower(), call.method)
            if "path" in request.match_info:
                call.method, call.params = DOWNLOAD, {"path": request.match_info["path"]}
            self.world.changes.announce()
            work = asyncio.create_task(self._respond(request, call, args))
            self._tasks.add(work)
            work.add_done_callback(self._tasks.discard)
            # A call that has arrived is carried out even if its client gives up waiting; a long poll is not.
            response = await (work if call.method == "getUpdates" else asyncio.shield(work))
            return await _deliver(request, call, response)
        except asyncio.CancelledError:
            call.unseen = True  # the client is gone
            raise
        except ParameterError as error:
            return _refusal(bad_request(str(error)), call)
        except web.HTTPRequestEntityTooLarge:
            return _refusal(BotApiError(413, "Request Entity Too Large"), call)
        finally:
            self._requests.pop(id(request), None)
            self.world.changes.announce()

    async def _respond(self, request: web.Request, call: Call, args: Args) -> web.Response:
        """Answer a call, with the fault that is to strike it before or after it is performed."""
        fault = self.faults.strike(call.method)
        call.fault = fault.kind if fault else ""
        chat_id = call.params.get("chat_id")
        call.early = call.method in COUNTED and call.time < self._waits.get(chat_id, 0.0) - PATIENCE_S
        try:
            if fault and not fault.after:
                await asyncio.sleep(fault.delay_s)
                if fault.kind != "slow":
                    return _fail(request, call, fault)
            response = await self._answer(request, call, args)
            if fault and fault.after:
                await asyncio.sleep(fault.delay_s)
                return response if fault.kind == "slow" else _fail(request, call, fault)
            return response
        finally:
            call.duration = time.monotonic() - call.time
            if fault and chat_id and call.retry_after:
                self._waits[chat_id] = time.monotonic() + call.retry_after
            self.world.changes.announce()

    async def _answer(self, request: web.Request, call: Call, args: Args) -> web.Response:
        token = request.match_info.get("token", "")
        try:
            if token != self.token:
                has_form = re.fullmatch(r"\d{1,16}:[\w-]{1,63}", token)
                raise BotApiError(401, "Unauthorized") if has_form else BotApiError(404, "Not Found")
            if "path" in request.match_info:
                return _file(self.world.files.read(request.match_info["path"]), call)
            return _answer_body(await self._perform(call, args), call)
        except BotApiError as error:
            call.early = call.early or error.early
            return _refusal(error, call)

    async def _perform(self, call: Call, args: Args) -> Json:
        """Carry out a call; the body of a successful answer."""
        if call.method not in METHODS:
            self.unknown_methods.append(call.method)
            raise BotApiError(404, "Not Found: method not found")
        try:
            result = METHODS[call.method](self.world, args)
            if inspect.isawaitable(result):
                result = await result
        except NotEmulatedError as error:
            self.not_emulated.append(f"{call.method}: {error.description}")
            raise
        except BotApiError:
            raise
        except ParameterError as error:
            raise bad_request(str(error)) from error
        except Exception as error:
            self.internal_errors.append(traceback.format_exc())
            raise BotApiError(500, "Internal Server Error: see internal_errors of the server") from error
        call.performed = True
        if isinstance(result, Described):
            return {"ok": True, "result": result.result, "description": result.description}
        return {"ok": True, "result": result}


async def _deliver(request: web.Request, call: Call, response: web.Response) -> web.Response:
    """Write an answer here, where it can be seen whether anybody is still there to read it."""
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        call.unseen = True
    if request.transport is None or request.transport.is_closing():
        call.unseen = True
    call.answered = 0.0 if call.unseen else time.monotonic()
    return response


async def _read_args(request: web.Request) -> Args:
    """The parameters of a request: of its query string and its JSON or form body, without files."""
    args = Args()
    for name, value in request.query.items():
        args.put(name, value)
    if request.content_type == "application/json":
        for name, value in _decode_object(await request.read()).items():
            args.put(name, value)
    elif request.content_type in FORMS:
        for name, field in (await request.post()).items():
            if not isinstance(field, web.FileField):
                args.put(name, field.decode() if isinstance(field, bytes | bytearray) else field)
    return args


def _decode_object(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise ParameterError("JSON object expected")
    return values


def _answer_body(body: Json, call: Call, status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    call.status, call.answer = status, json.loads(text)  # a snapshot: later edits do not change the log
    return web.Response(status=status, text=text, content_type="application/json")


def _file(data: bytes, call: Call) -> web.Response:
    call.status, call.performed = 200, True
    return web.Response(body=data, content_type="application/octet-stream")


def _refusal(error: BotApiError, call: Call) -> web.Response:
    response = _answer_body(error.body(), call, error.code)
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _fail(request: web.Request, call: Call, fault: Fault) -> web.Response:
    call.unseen = fault.after or fault.kind == "drop"
    if fault.kind == "drop":
        call.status, call.answer = 0, None
        if request.transport:
            request.transport.abort()
        return web.Response()  # goes nowhere
    if fault.kind == "bad_gateway":
        call.status, call.answer = 502, BAD_GATEWAY
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    if fault.retry_after:
        return _refusal(too_many_requests(fault.retry_after), call)
    return _refusal(BotApiError(fault.code, fault.description), call)
