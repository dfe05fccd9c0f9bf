"""An address that stays the same while the bank behind it dies and comes back on another port.

    with Forwarder(lambda: bank.port) as forwarder:
        connect to forwarder.port

Threads  one accepts, two carry each connection; all end with the forwarder.
"""

import socket
import threading


class Forwarder:
    def __init__(self, port_of_the_bank):
        self._target = port_of_the_bank
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target()))
            except (OSError, TypeError):
                client.close()
                continue
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


def _carry(source, sink):
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
