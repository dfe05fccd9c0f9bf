// The client against a fetch that says what it is told: no network, no clock.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, DeadlineError, ProblemError, uuid7 } from "../dist/hapax.js";

const json = (status, body, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const problem = (status, code, retryable, headers = {}) =>
  json(status, { type: "/problems/" + code, title: code, status, code, retryable }, headers);
const done = (operation) => json(201, { operation, status: "completed" }, { "X-Position": "17" });

// Answers in turn; keeps what was asked and how long was slept.
function told(...answers) {
  const asked = [];
  const slept = [];
  const client = new Client({
    baseUrl: "http://bank/",
    random: () => 0.5,
    sleep: async (ms, signal) => { signal.throwIfAborted(); slept.push(ms); },
    fetch: async (url, init) => {
      asked.push({ url, headers: init.headers, method: init.method });
      const answer = answers.shift();
      if (answer === undefined) throw new Error("nothing more to say");
      return typeof answer === "function" ? answer(init) : answer;
    },
  });
  return { client, asked, slept };
}
const withdraw = (client, options) => client.execute("PUT", (id) => "/withdrawals/" + id, { amount: 5 }, options);

test("an operation keeps its id over every try", async () => {
  const { client, asked } = told(problem(503, "overloaded", true), () => { throw new TypeError("connection reset"); },
    done("x"));
  const outcome = await withdraw(client);
  assert.equal(outcome.position, "17");
  assert.equal(new Set(asked.map((one) => one.url)).size, 1);
  assert.match(asked[0].url, /^http:\/\/bank\/withdrawals\/[0-9a-f-]{36}$/);
  assert.deepEqual(asked.map((one) => one.headers["X-Retry-Count"]), [undefined, "1", "2"]);
});

test("an id that the address does not name goes as Idempotency-Key, the same every time", async () => {
  const { client, asked } = told(problem(503, "overloaded", true), done("x"));
  await client.execute("POST", "/deposits", {});
  assert.equal(asked[0].headers["Idempotency-Key"], asked[1].headers["Idempotency-Key"]);
});

test("what is created at its address needs no id", async () => {
  const { client, asked } = told(done("x"));
  await client.execute("PUT", "/accounts/42", {}, {}, true);
  assert.equal(asked[0].headers["Idempotency-Key"], undefined);
});

test("it waits longer each time, and never less than it was told to", async () => {
  const { client, slept } = told(problem(503, "overloaded", true), problem(503, "stopping", true),
    problem(503, "overloaded", true, { "Retry-After": "2" }), done("x"));
  await withdraw(client);
  assert.deepEqual(slept, [50, 100, 2200]);
});

test("what is of the request is never tried again", async () => {
  for (const [status, code] of [[400, "malformed-json"], [401, "unauthorized"], [409, "insufficient-funds"],
    [410, "operation-expired"], [412, "precondition-failed"], [422, "invalid-fields"], [500, "operation-failed"]]) {
    const { client, asked } = told(problem(status, code, false));
    await assert.rejects(withdraw(client), (error) => error instanceof ProblemError && error.problem.code === code);
    assert.equal(asked.length, 1, code);
  }
});

test("an answer that no service gave is judged by its status", async () => {
  const { client, asked } = told(new Response("<html>", { status: 502 }), done("x"));
  await withdraw(client);
  assert.equal(asked.length, 2);
  const other = told(new Response("<html>", { status: 403 }));
  await assert.rejects(withdraw(other.client), (error) => error.problem.code === "http-403");
});

test("an answer that is lost on its way is asked for again", async () => {
  const { client, asked } = told(new Response("{\"operation\":", { status: 201 }), done("x"));
  await withdraw(client);
  assert.equal(asked.length, 2);
});

test("the caller's abort is no time-out and is passed on as it is", async () => {
  const abort = new AbortController();
  const { client } = told(() => { abort.abort(new Error("changed my mind")); throw new Error("cut off"); });
  await assert.rejects(withdraw(client, { signal: abort.signal }), /changed my mind/);
});

test("at its deadline it tells the id and each cause once", async () => {
  const { client } = told(...Array(4).fill(null).map((_, i) => () => problem(503, i % 2 ? "overloaded" : "stopping", true)),
    async (init) => {
      await new Promise((resolve) => init.signal.addEventListener("abort", resolve));
      throw init.signal.reason;
    });
  await assert.rejects(withdraw(client, { id: "an-id", deadlineMs: 20 }), (error) => {
    assert.ok(error instanceof DeadlineError);
    assert.deepEqual(error.causes.slice(0, 2), ["stopping", "overloaded"]);
    assert.equal(new Set(error.causes).size, error.causes.length);
    return error.operation === "an-id";
  });
});

test("a try that gets no answer is given up, and the next one made", async () => {
  const asked = [];
  const client = new Client({
    baseUrl: "http://bank",
    attemptMs: 5,
    backoffMs: 0,
    fetch: async (url, init) => {
      asked.push(url);
      if (asked.length > 1) return done("x");
      await new Promise((resolve) => init.signal.addEventListener("abort", resolve));
      throw init.signal.reason;
    },
  });
  await withdraw(client);
  assert.equal(asked[0], asked[1]);
});

const accepted = () => json(202, { operation: "x" }, { Location: "/operations/x" });
const stream = (text) => new Response(text, { headers: { "Content-Type": "text/event-stream" } });

test("what goes on is followed by events to its end", async () => {
  const { client, asked } = told(accepted(),
    stream("retry: 1000\n\nevent: pending\ndata: {\"status\":\"committed\"}\n\n" +
      "event: completed\nid: 17\ndata: {\"status\":\"completed\"}\n\n"),
    json(200, { id: "x", status: "completed", answer: { balance: 5 }, position: "17" }));
  const outcome = await withdraw(client);
  assert.deepEqual(outcome, { value: { balance: 5 }, operation: "x", replayed: false, position: "17" });
  assert.deepEqual(asked.slice(1).map((one) => one.url),
    ["http://bank/operations/x/events", "http://bank/operations/x"]);
});

test("without a push channel it polls, and does not ask for one again", async () => {
  const running = () => json(200, { id: "x", status: "committed" });
  const rejected = json(200, { id: "x", status: "rejected", problem: { code: "insufficient-funds", title: "no" } });
  const { client, asked } = told(accepted(), problem(404, "not-found", false), running(), rejected,
    accepted(), json(200, { id: "x", status: "completed", answer: {} }));
  await assert.rejects(withdraw(client), (error) => error.problem.code === "insufficient-funds");
  assert.equal(asked[2].headers.Prefer, "wait=10");
  await withdraw(client);
  assert.equal(asked.filter((one) => one.url.endsWith("/events")).length, 1);
});

test("a stream that breaks or is garbage does no harm", async () => {
  for (const text of ["data: {", "data: null\n\n", "", "data: {\"status\":5}\n\n"]) {
    const { client } = told(accepted(), stream(text), json(200, { id: "x", status: "completed", answer: {} }));
    await withdraw(client);
  }
});

test("ids are of version 7 and sort by time", () => {
  const ids = [uuid7(1), uuid7(1_700_000_000_000), uuid7(1_800_000_000_000)];
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
});
