// The caller's operations as they end: first those that the service lists, then those that it pushes. A service
// without a list or a push channel says so in a line, and the page does without.

const rows_max = 100;
const rows = new Map();

const element = (id) => document.getElementById(id);

function say(text) {
  element("connection").textContent = text;
}

function show(operation) {
  const id = operation.id;
  const row = rows.get(id) ?? document.createElement("tr");
  const link = document.createElement("a");
  link.href = "/operations/" + encodeURIComponent(id);
  link.textContent = id;
  const cells = [link, operation.status, operation.name ?? operation.type, operation.resource,
    operation.reason ?? operation.code ?? ""];
  row.replaceChildren(...cells.map((content) => {
    const cell = document.createElement("td");
    cell.append(content ?? "");
    return cell;
  }));
  rows.delete(id);
  rows.set(id, row);
  element("operations").prepend(row);
  if (rows.size > rows_max) {
    const [oldest, gone] = rows.entries().next().value;
    rows.delete(oldest);
    gone.remove();
  }
}

async function list() {
  const answer = await fetch("/operations?limit=20", { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { items = [] } = await answer.json();
  for (const operation of items.reverse()) show(operation);
}

// The id of the last event is kept by the browser, which comes again with it.
function follow() {
  const source = new EventSource("/operations/events");
  const take = (event) => show(JSON.parse(event.data));
  for (const name of ["completed", "rejected", "failed", "compensated"]) source.addEventListener(name, take);
  source.onopen = () => say("Live.");
  source.onerror = () => {
    const closed = source.readyState === EventSource.CLOSED;
    say(closed ? "This service pushes nothing to this page." : "Connecting again …");
  };
}

async function health() {
  const answer = await fetch("/health");
  element("health").textContent = (await answer.json()).status;
}

health().catch(() => { element("health").textContent = "no answer"; });
list().catch(() => {}).finally(follow);
