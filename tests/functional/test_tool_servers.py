"""Fear: a server that is none, or says nothing, makes the hapax CLI hang, or end with a wrong exit code."""

import signal
import socket
import subprocess
import threading

import pytest

from hapax_tool import FAILED, INTERRUPTED, NOT_AUTHORISED, UNREACHABLE, complaint
from ids import uuid7


class Listener:
    """Answers one connection with these bytes; without any, it is silent and leaves accepting to the test."""

    def __init__(self, answer=None):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._socket.getsockname()[1]
        if answer is not None:
            threading.Thread(target=self._serve, args=(answer,), daemon=True).start()

    def _serve(self, answer):
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    def accept(self):
        return self._socket.accept()[0]

    def close(self):
        self._socket.close()


@pytest.mark.parametrize("answer, code", [
    (b"", UNREACHABLE), (b"SSH-2.0-OpenSSH_9.2\r\n", UNREACHABLE),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", UNREACHABLE),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", FAILED),
    (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", NOT_AUTHORISED),
    (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", NOT_AUTHORISED),
    (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", UNREACHABLE),
    (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", FAILED)])
def test_a_strange_answer_has_its_exit_code(tool, answer, code):
    listener = Listener(answer)
    done = tool("op", "get", uuid7(), "--server", listener.url)
    listener.close()
    assert done.returncode == code and done.stdout == "" and listener.url in complaint(done)


def test_a_silent_server_is_waited_for_with_a_progress_line(tool):
    listener = Listener()
    done = tool("op", "get", uuid7(), "--server", listener.url, "--timeout", "1500ms")
    listener.close()
    assert done.returncode == UNREACHABLE
    assert done.stderr.splitlines() == [f"waiting for {listener.url}: 1 s",
                                        f"hapax: unreachable: {listener.url}: no answer in time"]


def test_an_interrupt_ends_the_tool_with_130(tool_path):
    listener = Listener()
    running = subprocess.Popen([tool_path, "proj", "list", "--server", listener.url])
    connection = listener.accept()  # by now it waits for an answer
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == INTERRUPTED
    connection.close()
    listener.close()


def test_nobody_listening_is_unreachable(tool):
    listener = Listener()
    listener.close()
    assert tool("proj", "list", "--server", listener.url).returncode == UNREACHABLE
