// The generated client against a running bank: BANK_URL names it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BankClient } from "../dist/bank.js";
import { Client, ProblemError, uuid7 } from "../dist/hapax.js";

const baseUrl = process.env.BANK_URL;
const skip = baseUrl === undefined ? "BANK_URL names no bank" : false;
const account = uuid7();

test("a day at the bank", { skip }, async () => {
  const bank = new BankClient(new Client({ baseUrl }));
  const opened = await bank.openAccount({ account }, { owner: "ann" });
  assert.equal(opened.value.status, "completed");
  assert.equal((await bank.openAccount({ account }, { owner: "ann" })).replayed, true);
  assert.equal((await bank.deposit({ account }, { amount: 1000 })).value.balance, 1000);

  const id = uuid7();
  const first = await bank.withdraw({ account }, { amount: 300 }, { id });
  const again = await bank.withdraw({ account }, { amount: 300 }, { id });
  assert.deepEqual(again, { ...first, replayed: true });
  assert.equal((await bank.getBalance({ account })).amount, 700);

  await assert.rejects(bank.withdraw({ account }, { amount: 9000 }),
    (error) => error instanceof ProblemError && error.problem.code === "insufficient-funds");
  await assert.rejects(bank.withdraw({ account }, { amount: 9000 }, { id }),
    (error) => error.problem.code === "operation-payload-mismatch");
  await assert.rejects(bank.withdraw({ account }, { amount: 0 }),
    (error) => error.problem.errors[0].pointer === "/amount");

  const page = await bank.listMovement({ account }, { limit: 1 });
  assert.equal(page.items.length, 1);
  const rest = await bank.listMovement({ account }, { cursor: page.next });
  assert.equal(rest.items.length, 1);
  assert.equal((await bank.getOperation({ id })).status, "completed");
});

test("what goes on after 202 is followed to its end", { skip }, async () => {
  const hurried = (input, init) => fetch(input,
    init.method === "PUT" ? { ...init, headers: { ...init.headers, Prefer: "respond-async" } } : init);
  const bank = new BankClient(new Client({ baseUrl, fetch: hurried }));
  assert.equal((await bank.deposit({ account }, { amount: 5 })).value.balance, 705);
  await assert.rejects(bank.withdraw({ account }, { amount: 9000 }),
    (error) => error instanceof ProblemError && error.problem.code === "insufficient-funds");
});

test("a hundred tellers under one id make one movement", { skip }, async () => {
  const id = uuid7();
  const tellers = Array.from({ length: 100 }, () => new BankClient(new Client({ baseUrl })));
  const outcomes = await Promise.all(tellers.map((bank) => bank.withdraw({ account }, { amount: 1 }, { id })));
  assert.equal(new Set(outcomes.map((outcome) => JSON.stringify(outcome.value))).size, 1);
  assert.equal((await tellers[0].getBalance({ account })).amount, 704);
});
