// The official client, driven line by line: JSON arrays in on standard input, JSON arrays out on standard output.
//
//   node client.mjs http://127.0.0.1:8080/hubs/operations
//   in    ["Subscribe", id]      a call of the hub          ["stop"]    the end
//   out   ["connected"] ["result", …] ["error", text] ["operation_completed", {…}] ["reconnecting"] ["reconnected"] …

import { createInterface } from "node:readline";
import * as signalR from "@microsoft/signalr";

const say = (...words) => console.log(JSON.stringify(words));

const connection = new signalR.HubConnectionBuilder()
  .withUrl(process.argv[2])
  .withAutomaticReconnect(Array(200).fill(50))
  .configureLogging(signalR.LogLevel.None)
  .build();

for (const target of ["operation_pending", "operation_completed", "operation_rejected", "resync"]) {
  connection.on(target, (message) => say(target, message));
}
connection.onreconnecting(() => say("reconnecting"));
connection.onreconnected(() => say("reconnected"));
connection.onclose(() => say("closed"));

await connection.start();
say("connected");

for await (const line of createInterface({ input: process.stdin })) {
  const [target, ...rest] = JSON.parse(line);
  if (target === "stop") break;
  try {
    say("result", (await connection.invoke(target, ...rest)) ?? null);
  } catch (error) {
    say("error", String(error));
  }
}
await connection.stop();
