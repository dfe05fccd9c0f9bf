"""nginx answering a static 200 of the bank's size to the very same requests: the ceiling of HTTP on this machine."""

import os
import signal

from rigs import machine

CONFIGURATION = """
daemon off;
worker_processes {workers};
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port} reuseport backlog=4096;
        default_type application/json;
        add_header Location /accounts/bench-123/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac120002;
        add_header X-Operation operations/0197a3c0-6d1e-7cc2-8a57-0242ac120002;
        add_header X-Resource /accounts/bench-123;
        add_header ETag '"1234"';
        add_header X-Position 123456;
        add_header X-Correlation-ID 0197a3c0-6d1e-7cc2-8a57-0242ac120002;
        return 200 '{{"operation":"0197a3c0-6d1e-7cc2-8a57-0242ac120002","status":"completed",\
"stream":"account/bench-123","version":1234,"position":"123456","balance":999999998766}}';
    }}
}}
"""


class Nginx:
    def __init__(self, directory, workers):
        os.makedirs(directory, exist_ok=True)
        self.port = machine.free_port()
        path = os.path.join(directory, "nginx.conf")
        with open(path, "w") as file:
            file.write(CONFIGURATION.format(directory=directory, port=self.port, workers=workers))
        self._child = machine.start_child(["nginx", "-p", directory, "-c", path, "-e", f"{directory}/error.log"])
        machine.wait_for_port(self.port, self._child)

    def stop(self):
        machine.end_child(self._child, signal.SIGQUIT)
