// The caller's operations: those that the service pushes as they end, above those that it lists. Without a push channel
// a line says so, and the list is all there is.

const rows_max = 100;
const rows = new Map();
let listed = false;

const element = (id) => document.getElementById(id);

function say(text) {
  element("connection").textContent = text;
}

function row_of(operation) {
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
  row.dataset.id = id;
  rows.set(id, row);
  return row;
}

function show(operation) {
  element("operations").prepend(row_of(operation));
  if (rows.size <= rows_max) return;
  const oldest = element("operations").lastElementChild;
  rows.delete(oldest.dataset.id);
  oldest.remove();
}

// What was pushed meanwhile is newer than all that is listed, and stands above it already.
async function list() {
  const answer = await fetch("/operations?limit=20", { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { items = [] } = await answer.json();
  const older = items.filter((operation) => !rows.has(operation.id)).map(row_of);
  element("operations").append(...older);
}

function list_once() {
  if (listed) return;
  listed = true;
  list().catch(() => {});
}

// Follows first and lists then, so that nothing ends unseen in between. The id of the last event is kept by the browser,
// which comes again with it.
function follow() {
  const source = new EventSource("/operations/events");
  const take = (event) => show(JSON.parse(event.data));
  for (const name of ["completed", "rejected", "failed", "compensated"]) source.addEventListener(name, take);
  source.onopen = () => {
    say("Live.");
    list_once();
  };
  source.onerror = () => {
    const closed = source.readyState === EventSource.CLOSED;
    say(closed ? "This service pushes nothing to this page." : "Connecting again …");
    if (closed) list_once();
  };
}

async function health() {
  const answer = await fetch("/health");
  element("health").textContent = (await answer.json()).status;
}

health().catch(() => { element("health").textContent = "no answer"; });
follow();
