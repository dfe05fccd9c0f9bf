"""Fear: the hapax CLI takes garbage for a command, or writes for a terminal what a pipe gets."""

import os
import pty
import subprocess

import pytest

from hapax_tool import CONFIG, OK, USAGE, complaint


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["store"], ["store", "verify", "--nonsense"], ["op", "get", "42"],
                                       ["stream", "read", "account"], ["stream", "read", "\x1b/\x07", "--limit", "x"],
                                       ["store", "verify", "--output", "yaml"], ["proj", "rebuild"],
                                       ["op", "get", "--server", "http://example.org:80", "0" * 36], ["-" * 5000]])
def test_garbage_is_a_usage_error_in_one_line(tool, arguments):
    done = tool(*arguments)
    assert done.returncode == USAGE and done.stdout == "" and complaint(done)


def test_a_bad_configuration_has_a_code_of_its_own(tool, tmp_path):
    config = tmp_path / "bank.toml"
    config.write_text("[data]\ndirectroy = 'x'\n")
    done = tool("store", "verify", "--config", str(config))
    assert done.returncode == CONFIG and "bank.toml:2" in complaint(done)


def test_the_servers_configuration_file_names_the_store(stopped, tool, tmp_path):
    config = tmp_path / "bank.toml"
    config.write_text(f"[data]\ndirectory = '{stopped.data}'\n")
    assert tool("store", "verify", "--config", str(config)).returncode == OK


@pytest.mark.parametrize("environment, bold", [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)])
def test_names_are_bold_on_a_terminal_unless_no_color_is_set(stopped, tool_path, environment, bold):
    terminal, side = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run([tool_path, "proj", "list", "--data", stopped.data], stdout=side, env={**plain, **environment},
                   check=True, timeout=60)
    shown = os.read(terminal, 65536).decode()
    os.close(side)
    os.close(terminal)
    assert "VIEW" in shown and ("\x1b[" in shown) == bold


def test_help_is_a_page_on_standard_output(tool):
    page = tool("--help")
    assert page.returncode == OK and page.stderr == "" and "Exit codes" in page.stdout
    for command in (["store", "verify"], ["store", "reindex"], ["store", "accept-loss"], ["stream", "read"], ["op", "get"],
                    ["proj", "list"], ["proj", "rebuild"], ["token"]):
        own = tool(*command, "--help")
        assert own.returncode == OK and "hapax " + " ".join(command) in own.stdout
