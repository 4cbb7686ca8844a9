"""The server process: where it may listen, and how it starts and ends."""

from __future__ import annotations

import ctypes
import errno
import gc
import ipaddress
import os
import signal
import socket
from types import FrameType
from typing import Any

from flask import Flask

from service.errors import BadSettings, NotLoopback, PortTaken
from service.settings import Settings

M_ARENA_MAX, ARENAS = -8, 2  # of malloc.h
YOUNG = 50_000  # new objects after which garbage is looked for


def listen(settings: Settings) -> socket.socket:
    """Take the address of `settings`; raises NotLoopback, PortTaken or BadSettings before anything else is started."""
    check_address(settings)
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, settings.port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"端口 {settings.port} 已被别的程序占用（也许合力已经在运行）。请先关掉它，或用 HELI_PORT 换一个端口，"
                f"例如 HELI_PORT={settings.port % 65535 + 1}。",
                f"Port {settings.port} is taken by another program (Heli may be running already). Stop it, or choose "
                f"another port, for example HELI_PORT={settings.port % 65535 + 1}.",
            ) from error
        raise BadSettings(
            f"不能在 {host}:{settings.port} 监听：{error.strerror}。请检查 HELI_HOST 和 HELI_PORT。",
            f"Cannot listen on {host}:{settings.port}: {error.strerror}. Check HELI_HOST and HELI_PORT.",
        ) from error
    return taken


def check_address(settings: Settings) -> None:
    """NotLoopback where others than this machine could reach the address of `settings`."""
    if not is_loopback(settings.host):
        raise NotLoopback(
            f"不在 {settings.host} 上提供服务：现在还没有账号和权限，能连上的人都能看到和修改全部资料，"
            "所以只允许本机访问。请去掉 HELI_HOST 或设为 127.0.0.1。",
            f"Will not listen on {settings.host}: there are no accounts yet, so whoever can connect could read and "
            "change everything; only this machine may. Unset HELI_HOST or set it to 127.0.0.1.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def share_memory() -> bool:
    """Let threads share what they have freed; whether the C library can. To be called before the first thread.

    It would keep memory apart for up to eight threads a processor: half as much again after a minute of changes.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))
    except (OSError, TypeError, AttributeError):  # another C library
        return False


def prepare() -> None:
    """To be called first, before numpy is there: whatever is made from now on until `settle` is there to stay.

    A product of tables is worked out by the thread that asks for it. Divided among all processors it takes half as
    long while nothing else runs, but waits for the slowest of them where something does: 40 ms instead of a tenth.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    share_memory()
    gc.disable()


def settle() -> None:
    """Spare requests the collector of garbage: what the start has made stays, so nobody looks through it again.

    An answer is made of thousands of small things that all go together: to look among them while it grows finds none.
    """
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()


def serve(app: Flask, taken: socket.socket, threads: int) -> None:
    """Answer requests at `taken` until Ctrl-C or a request of the system to stop."""
    settle()
    server = server_of(app, taken, threads)
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
        server.close()


def server_of(app: Flask, taken: socket.socket, threads: int) -> Any:
    """The server that answers at `taken` once it runs; what it has to refuse itself it refuses in our words."""
    from waitress.server import create_server

    from service.http.refusing import ROOM, Channel

    limit = int(app.config["MAX_CONTENT_LENGTH"]) + ROOM
    server = create_server(app, sockets=[taken], threads=threads, max_request_body_size=limit, ident=None)
    server.channel_class = Channel
    return server


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
