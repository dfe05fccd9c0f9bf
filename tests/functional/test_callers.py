"""Fear: somebody sees, repeats or hears of what is another's; a token that is none lets somebody in; a secret is told."""

import base64
import json
import os
import stat
import threading

import pytest

from bank import Bank, StartFailed, eventually
from contract import deposit_target, problem
from ids import uuid7
from wire import request_bytes

DEV = ["--auth.mode", "dev"]


def bearer(token, **more):
    return {"Authorization": f"Bearer {token}", **more}


def mint(tool, bank, subject, *options):
    done = tool("token", "--sub", subject, "--data", bank.data, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def identified(binary, tool, tmp_path_factory):
    """A bank that wants to know who asks, an account `ann` with money, and the tokens of alice and bob."""
    with Bank(binary, str(tmp_path_factory.mktemp("callers")), DEV) as bank:
        bank.alice, bank.bob = bearer(mint(tool, bank, "alice")), bearer(mint(tool, bank, "bob"))
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, bank.alice).status == 201
        assert bank.ask("PUT", deposit_target(), {"amount": 1000}, bank.alice).status == 201
        yield bank
        assert bank.running(), bank.log()


def same_bytes_but_for(first, first_id, second, second_id):
    """Two answers that differ in nothing but the ids that were asked for (and in what every answer has of its own)."""
    def bare(answer, operation):
        own = ("Date", "X-Correlation-ID")
        headers = tuple((name, value.replace(operation, "ID")) for name, value in answer.headers if name not in own)
        document = answer.json()
        document.pop("correlationId", None)
        return answer.status, headers, json.dumps(document).replace(operation, "ID")
    return bare(first, first_id) == bare(second, second_id)


# Own

def test_anothers_operation_is_an_unknown_one(identified):
    operation = uuid7()
    assert identified.ask("PUT", deposit_target(operation), {"amount": 5}, identified.alice).status == 201
    for make in (lambda one: f"/operations/{one}", deposit_target):
        for prefer in ({}, {"Prefer": "wait=1"}):
            unknown = uuid7()
            of_another = identified.ask("GET", make(operation), None, {**identified.bob, **prefer})
            of_nobody = identified.ask("GET", make(unknown), None, {**identified.bob, **prefer})
            problem(of_another, 404, "unknown-operation")
            assert same_bytes_but_for(of_another, operation, of_nobody, unknown)
    assert identified.ask("GET", f"/operations/{operation}", None, identified.alice).status == 200


def test_who_repeats_anothers_request_does_something_of_his_own(identified):
    operation = uuid7()
    hers = identified.ask("PUT", deposit_target(operation), {"amount": 7}, identified.alice)
    his = identified.ask("PUT", deposit_target(operation), {"amount": 7}, identified.bob)
    assert hers.status == his.status == 201 and not his.replayed
    assert hers.json()["position"] != his.json()["position"]
    for answer, who in ((hers, identified.alice), (his, identified.bob)):
        again = identified.ask("PUT", deposit_target(operation), {"amount": 7}, who)
        assert again.replayed and again.first_answer() == answer.first_answer()


def test_anothers_id_with_another_payload_is_no_mismatch(identified):
    operation = uuid7()
    assert identified.ask("PUT", deposit_target(operation), {"amount": 7}, identified.alice).status == 201
    assert identified.ask("PUT", deposit_target(operation), {"amount": 8}, identified.bob).status == 201


def test_what_two_ask_at_once_under_one_id_never_crosses(identified):
    """Each is answered with his own amount's answer, however the two interleave on pipelined connections."""
    for _ in range(20):
        operation = uuid7()
        with identified.connect() as alice, identified.connect() as bob:
            alice.send(request_bytes("PUT", deposit_target(operation), {"amount": 3}, identified.alice) * 2)
            bob.send(request_bytes("PUT", deposit_target(operation), {"amount": 4}, identified.bob) * 2)
            alices = [alice.receive() for _ in range(2)]
            bobs = [bob.receive() for _ in range(2)]
        assert {answer.status for answer in alices + bobs} == {201}
        assert alices[0].body == alices[1].body and bobs[0].body == bobs[1].body and alices[0].body != bobs[0].body


def test_a_long_poll_on_anothers_operation_hears_nothing_of_it(identified):
    operation = uuid7()
    heard = []

    def listen():
        headers = {**identified.bob, "Prefer": "wait=2", "If-None-Match": '"0"'}
        heard.append(identified.ask("GET", f"/operations/{operation}", None, headers))

    listener = threading.Thread(target=listen)
    listener.start()
    assert identified.ask("PUT", deposit_target(operation), {"amount": 5}, identified.alice).status == 201
    listener.join(20)
    problem(heard[0], 404, "unknown-operation")


def test_what_is_created_at_an_address_is_anothers_too(identified):
    """The id of a creation follows from the address, which everybody knows: the answer is still the creator's own."""
    assert identified.ask("PUT", "/accounts/carol", {"owner": "Carol"}, identified.alice).status == 201
    problem(identified.ask("PUT", "/accounts/carol", {"owner": "Carol"}, identified.bob), 409)
    problem(identified.ask("GET", "/accounts/carol", None, bearer("x" * 40)), 401)


def test_the_record_says_who_it_was(identified, tool):
    operation = uuid7()
    assert identified.ask("PUT", deposit_target(operation), {"amount": 5}, identified.alice).status == 201
    dump = tool("store", "dump", "--data", identified.data).stdout
    lines = [line for line in dump.splitlines() if operation in line]
    assert lines and all("urn:hapax:dev|alice" in line for line in lines)


# Who is let in

OWNED = ["/accounts/ann/balance", "/accounts/ann/movements", f"/operations/{uuid7()}", deposit_target()]
OPEN = ["/health/live", "/health/ready", "/health", "/metrics", "/version", "/dev/oidc/jwks",
        "/dev/oidc/.well-known/openid-configuration"]


@pytest.mark.parametrize("target", OWNED)
def test_without_a_token_nothing_is_told(identified, target):
    answer = identified.ask("GET", target)
    problem(answer, 401, "unauthorized")
    assert answer.header("WWW-Authenticate") == "Bearer"


@pytest.mark.parametrize("target", OPEN)
def test_documents_and_health_need_no_token_and_mind_no_bad_one(identified, target):
    assert identified.ask("GET", target).status == 200
    assert identified.ask("GET", target, None, bearer("nonsense")).status == 200


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged(good):
    header, claims, signature = good.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
    turned = ("A" if signature[10] != "A" else "B").join((signature[:10], signature[11:]))
    return {
        "alg none": f"{_part({'alg': 'none', 'typ': 'at+jwt', 'kid': kid})}.{claims}.",
        "alg nOnE, signed": f"{_part({'alg': 'nOnE', 'typ': 'at+jwt', 'kid': kid})}.{claims}.{signature}",
        "alg HS256": f"{_part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': kid})}.{claims}.{signature}",
        "bob under alice's signature": f"{header}.{_part({**said, 'sub': 'bob'})}.{signature}",
        "a later end": f"{header}.{_part({**said, 'exp': said['exp'] + 9999})}.{signature}",
        "a bit turned": f"{header}.{claims}.{turned}",
        "cut": good[:-2],
        "longer": good + "AA",
        "r = s = 0": f"{header}.{claims}.{'A' * 86}",
        "five parts": good + ".AA.AA",
        "kid of a file": f"{_part({'alg': 'ES256', 'typ': 'at+jwt', 'kid': '../../etc/passwd'})}.{claims}.{signature}",
        "9 KiB": good + "A" * 9000,
        "nothing": "",
    }


def test_forged_tokens_are_401_and_leave_no_trace(identified, tool):
    good = mint(tool, identified, "alice")
    before = identified.ask("PUT", deposit_target(), {"amount": 1}, bearer(good)).header("X-Position")
    told = set()
    for what, token in _forged(good).items():
        answer = identified.ask("PUT", deposit_target(), {"amount": 1}, bearer(token))
        document = problem(answer, 401, "unauthorized")
        assert "applied" not in document and document["retryable"] is False, what
        assert "invalid_token" in answer.header("WWW-Authenticate"), what
        told.add(document["detail"])
    assert len(told) == 1, "what was wrong is told to nobody but the operator"
    after = identified.ask("PUT", deposit_target(), {"amount": 1}, bearer(good)).header("X-Position")
    assert int(after) == int(before) + 1
    assert identified.metric("hapax_tokens_refused_total") >= len(_forged(good)) - 1


def test_a_token_for_somebody_else_is_refused(identified, tool):
    problem(identified.ask("GET", OWNED[0], None, bearer(mint(tool, identified, "alice", "--aud", "shop"))), 401)


def test_a_token_ends(identified, tool, binary, tmp_path):
    """A minute of leeway cannot be waited for here: a bank whose clock is an hour ahead is asked."""
    if not os.path.exists("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"):
        pytest.skip("libfaketime is not here")
    with Bank(binary, str(tmp_path), DEV) as bank:
        token = mint(tool, bank, "alice", "--ttl", "10m")
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, bearer(token)).status == 201
        bank.kill()
        bank.start(LD_PRELOAD="/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", FAKETIME="+3600s",
                   FAKETIME_DONT_FAKE_MONOTONIC="1")
        answer = bank.ask("GET", "/accounts/ann/balance", None, bearer(token))
        problem(answer, 401, "unauthorized")
        assert "expired" in answer.header("WWW-Authenticate")


# The development issuer

def test_its_documents_name_each_other(identified):
    discovery = identified.ask("GET", OPEN[-1]).json()
    assert discovery["issuer"] == "urn:hapax:dev"
    assert discovery["jwks_uri"] == f"http://127.0.0.1:{identified.port}/dev/oidc/jwks"
    (key,) = identified.ask("GET", "/dev/oidc/jwks").json()["keys"]
    assert key["kty"] == "EC" and key["alg"] == "ES256" and "d" not in key


def test_nothing_on_the_network_gives_tokens_away(identified):
    assert identified.ask("POST", "/dev/oidc/token", b"subject=alice").status in (404, 405)


def test_tokens_and_answers_outlive_the_process(binary, tool, tmp_path):
    with Bank(binary, str(tmp_path), DEV) as bank:
        key = os.path.join(bank.data, "dev_issuer.pem")
        assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
        alice = bearer(mint(tool, bank, "alice"))
        first = bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, alice)
        bank.kill()
        bank.start()
        again = bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, alice)
        assert again.replayed and again.first_answer() == first.first_answer()
        bank.kill()
        with open(key + ".new", "w", encoding="utf-8") as half:
            half.write("half a key that a killed start left")
        bank.start()
        assert bank.ask("GET", "/accounts/ann/balance", None, alice).status == 200


def test_a_key_that_is_no_key_or_no_secret_refuses_the_start(binary, tmp_path):
    with Bank(binary, str(tmp_path), DEV) as bank:
        bank.kill()
        key = os.path.join(bank.data, "dev_issuer.pem")
        os.chmod(key, 0o644)
        with pytest.raises(StartFailed, match="secret-file-too-open"):
            bank.start()
        os.chmod(key, 0o600)
        with open(key, "w", encoding="utf-8") as file:
            file.write("garbage")
        with pytest.raises(StartFailed, match="dev-key-invalid"):
            bank.start()


def test_the_tool_makes_no_key_and_no_bad_token(tool, tmp_path):
    done = tool("token", "--sub", "alice", "--data", str(tmp_path))
    assert done.returncode == 1 and "dev-key-missing" in done.stderr and not os.listdir(tmp_path)
    for bad in (["--sub", ""], ["--sub", "a\nb"], ["--sub", "a" * 256], ["--sub", "a", "--ttl", "0s"],
                ["--sub", "a", "--ttl", "forever"], ["--sub", "a", "--ttl", "366d"], []):
        assert tool("token", "--data", str(tmp_path), *bad).returncode == 2, bad


def test_the_tool_asks_as_whom_its_token_names(identified, tool, monkeypatch):
    operation = uuid7()
    assert identified.ask("PUT", deposit_target(operation), {"amount": 5}, identified.alice).status == 201
    ask = ["op", "get", operation, "--server", f"http://127.0.0.1:{identified.port}"]
    assert tool(*ask).returncode == 5, "not authorised"
    monkeypatch.setenv("HAPAX_TOKEN", mint(tool, identified, "alice"))
    assert "completed" in tool(*ask).stdout
    monkeypatch.setenv("HAPAX_TOKEN", mint(tool, identified, "bob"))
    assert tool(*ask).returncode == 1, "not found"


def test_dev_mode_is_told_in_the_log(identified):
    assert "development issuer" in identified.log()
    assert identified.ask("GET", "/health").json()["callers"] == "dev"


# Fixed tokens

ALICE, BOB = "a-token-of-alice-1234", "a-token-of-bob-567890"  # not a secret


def bearer_file(directory, text, mode=0o600):
    path = os.path.join(directory, "tokens")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
    return ["--auth.mode", "bearer", "--auth.bearer_file", path]


def test_fixed_tokens_name_two_callers(binary, tmp_path):
    options = bearer_file(tmp_path, f"# who\n{ALICE} alice\n{BOB} bob\n")
    with Bank(binary, str(tmp_path), options) as bank:
        operation = uuid7()
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, bearer(ALICE)).status == 201
        assert bank.ask("PUT", deposit_target(operation), {"amount": 5}, bearer(ALICE)).status == 201
        problem(bank.ask("GET", f"/operations/{operation}", None, bearer(BOB)), 404)
        for wrong in (ALICE[:-1], ALICE + "5", ALICE.upper(), "alice"):
            problem(bank.ask("GET", "/accounts/ann/balance", None, bearer(wrong)), 401)
        assert bank.ask("GET", "/dev/oidc/jwks").status == 404
        assert ALICE not in bank.log()


@pytest.mark.parametrize("text, mode, why", [
    (f"{ALICE} alice\n", 0o644, "secret-file-too-open"),
    (f"{ALICE} alice\n{ALICE} bob\n", 0o600, "line 2"),
    ("short alice\n", 0o600, "line 1"),
    ("", 0o600, "bearer-file-invalid"),
])
def test_a_file_of_tokens_that_is_wrong_refuses_the_start(binary, tmp_path, text, mode, why):
    with pytest.raises(StartFailed, match=why) as refused:
        Bank(binary, str(tmp_path), bearer_file(tmp_path, text, mode)).start()
    assert ALICE not in refused.value.log


# Nobody, and those who came after

def test_what_nobody_did_is_nobodys_when_callers_are_identified(binary, tool, tmp_path):
    operation = uuid7()
    with Bank(binary, str(tmp_path)) as bank:
        bank.open_account("ann", 100)
        assert bank.ask("PUT", deposit_target(operation), {"amount": 5}).status == 201
        problem(bank.ask("GET", "/accounts/ann/balance", None, bearer(ALICE)), 401)
    bank = Bank(binary, str(tmp_path), [*DEV, "--auth.anonymous", "true"])
    with bank:
        alice = bearer(mint(tool, bank, "alice"))
        document = problem(bank.ask("PUT", deposit_target(operation), {"amount": 5}, alice), 422,
                           "operation-payload-mismatch")
        assert "applied" not in document
        problem(bank.ask("GET", f"/operations/{operation}", None, alice), 404)
        again = bank.ask("PUT", deposit_target(operation), {"amount": 5})
        assert again.replayed, "who sends no token is let in as nobody, and it was nobody's"
        assert bank.balance("ann") == 105
        problem(bank.ask("GET", "/accounts/ann/balance", None, bearer("nonsense")), 401)


# How often

def test_one_who_asks_too_often_is_429_and_others_are_served(binary, tool, tmp_path):
    options = [*DEV, "--limits.caller_rate", "1", "--limits.caller_burst", "5", "--server.loops", "1"]
    with Bank(binary, str(tmp_path), options) as bank:
        alice, bob = bearer(mint(tool, bank, "alice")), bearer(mint(tool, bank, "bob"))
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, alice).status == 201
        targets = [deposit_target() for _ in range(30)]
        with bank.connect() as connection:
            connection.send(b"".join(request_bytes("PUT", target, {"amount": 1}, alice) for target in targets))
            answers = [connection.receive() for _ in targets]
        refused = [answer for answer in answers if answer.status == 429]
        assert len(refused) >= 20 and all(answer.status in (201, 429) for answer in answers)
        for answer in refused:
            assert int(answer.header("Retry-After")) >= 1
            document = problem(answer, 429, "too-many-requests")
            assert document["retryable"] is True and "applied" not in document
        assert bank.ask("GET", "/accounts/ann/balance", None, bob).json()["amount"] == 30 - len(refused)
        repeat = targets[answers.index(refused[0])]
        done = eventually(lambda: (answer := bank.ask("PUT", repeat, {"amount": 1}, alice)).status == 201 and answer)
        assert not done.replayed, "what was refused was not recorded"


def test_what_is_too_late_is_not_done(identified):
    operation = uuid7()
    late = {**identified.alice, "X-Timeout-Ms": "0"}
    problem(identified.ask("PUT", deposit_target(operation), {"amount": 1}, late), 504, "deadline-passed")
    problem(identified.ask("GET", f"/operations/{operation}", None, identified.alice), 404)
    in_time = {**identified.alice, "X-Timeout-Ms": "20000"}
    assert identified.ask("PUT", deposit_target(operation), {"amount": 1}, in_time).status == 201
