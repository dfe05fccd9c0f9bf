// The OpenAPI document as a page: each route with what it takes and answers, and a form to try it. Everything of the
// document is put in as text, never as markup.

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const json = (value) => JSON.stringify(value, null, 2);

function resolved(api, part) {
  if (!part?.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, key) => at[key], api);
}

function parameters(api, route) {
  const all = (route.parameters ?? []).map((part) => resolved(api, part));
  if (all.length === 0) return "";
  return node("table", {}, node("tbody", {}, ...all.map((p) => node("tr", {},
    node("td", {}, node("code", {}, p.name)), node("td", {}, p.in), node("td", {}, p.description ?? "")))));
}

function answers(api, route) {
  return node("table", {}, node("tbody", {}, ...Object.entries(route.responses).map(([status, answer]) => {
    const codes = Object.keys(answer.content?.["application/problem+json"]?.examples ?? {});
    const cell = node("td", {});
    if (codes.length === 0) cell.append(answer.description);
    for (const code of codes) cell.append(node("a", { href: "/problems/" + code }, code), " ");
    return node("tr", {}, node("td", {}, status), cell);
  })));
}

function body_of(api, route) {
  const content = route.requestBody?.content?.["application/json"];
  if (!content) return [];
  const schema = resolved(api, content.schema);
  return [node("h3", {}, "Body"), node("pre", {}, json(schema))];
}

function version_7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let i = 5; i >= 0; --i) { bytes[i] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function attempt(api, path, method, route) {
  const example = route.requestBody?.content?.["application/json"]?.example;
  const inputs = new Map();
  const form = node("form", {});
  for (const part of (route.parameters ?? []).map((p) => resolved(api, p)).filter((p) => p.in === "path")) {
    const value = part.name === "operation" ? version_7() : part.schema.enum?.[0] ?? "1";
    inputs.set(part.name, node("input", { value, "aria-label": part.name }));
    form.append(node("label", {}, part.name, inputs.get(part.name)));
  }
  const body = example === undefined ? null : node("textarea", { rows: 4, "aria-label": "body" }, json(example));
  const result = node("pre", { hidden: "" });
  if (body) form.append(node("label", {}, "body", body));
  form.append(node("button", {}, "send"), result);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(inputs.get(name).value));
    const headers = body ? { "Content-Type": "application/json" } : {};
    const needs_key = body !== null && !path.includes("{operation}") && method !== "put";
    if (needs_key) headers["Idempotency-Key"] = version_7();
    result.hidden = false;
    try {
      const answer = await fetch(address, { method: method.toUpperCase(), headers, body: body?.value });
      result.textContent = answer.status + " " + answer.statusText + "\n" + await answer.text();
    } catch (error) {
      result.textContent = String(error);
    }
  });
  return form;
}

function drawn(api, path, method, route) {
  const title = node("summary", {}, node("span", { class: "method" }, method),
    node("code", route.deprecated ? { class: "deprecated" } : {}, path), " ", route.summary ?? "");
  return node("details", {}, title, parameters(api, route), ...body_of(api, route),
    node("h3", {}, "Answers"), answers(api, route), node("h3", {}, "Try it"), attempt(api, path, method, route));
}

const place = document.getElementById("routes");
try {
  const api = await (await fetch("/openapi.json")).json();
  place.replaceChildren(...api.tags.flatMap((tag) => {
    const own = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods)
      .filter(([, route]) => route.tags?.includes(tag.name))
      .map(([method, route]) => drawn(api, path, method, route)));
    return own.length === 0 ? [] : [node("h2", {}, tag.name), node("p", {}, tag.description), ...own];
  }));
} catch (error) {
  place.textContent = "The document could not be drawn: " + error;
}
