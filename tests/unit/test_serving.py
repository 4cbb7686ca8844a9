"""Where the server may listen."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys

import pytest

from service.errors import BadSettings, NotLoopback, PortTaken
from service.running.serving import is_loopback, listen
from service.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_nobody_but_this_machine_is_served_until_there_are_accounts(host: str) -> None:
    with pytest.raises(NotLoopback) as told:
        listen(Settings.model_construct(host=host, port=free_port()))
    assert "账号" in told.value.zh
    assert "accounts" in told.value.en


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_loopback_is_recognised(host: str) -> None:
    assert is_loopback(host)


def test_a_taken_port_is_told_with_another_choice() -> None:
    port = free_port()
    with listen(Settings.model_construct(host="127.0.0.1", port=port)), pytest.raises(PortTaken) as told:
        listen(Settings.model_construct(host="127.0.0.1", port=port))
    assert str(port) in told.value.zh
    assert "HELI_PORT" in told.value.en


def test_an_address_of_no_interface_is_told() -> None:
    with pytest.raises((BadSettings, PortTaken)):
        listen(Settings.model_construct(host="127.0.0.1", port=1).model_copy(update={"host": "::1%nowhere"}))


def test_the_memory_that_threads_give_back_is_shared_where_the_c_library_can() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from service.running.serving import share_memory; print(share_memory())"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


def test_the_service_divides_no_table_among_processors() -> None:
    script = "import os, sys; from service.running.serving import prepare; prepare(); print('numpy' in sys.modules, {})"
    told = script.format("os.environ['OPENBLAS_NUM_THREADS']")
    clean = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=clean)
    assert done.stdout.split() == ["False", "1"], "too late once numpy is there"
