// A client of operations that happen at most once: it keeps the id of an operation over every try, waits as it is told
// to, and follows what goes on longer to its end. Generated clients (bank.ts) give it types; it works without them.
//
//   const client = new Client({ baseUrl: "http://127.0.0.1:8080" });
//   const done = await client.execute<Done>("PUT", (id) => `/accounts/42/withdrawals/${id}`, { amount: 5 });
//
// Errors   ProblemError: the service said no, and will say so again. DeadlineError: nobody knows yet; `operation` is
//          the id to ask again under, `causes` what went wrong on the way, each once. The caller's own abort is passed
//          on as it is.
// Retries  408, 429, 502, 503, 504, 507 and lost connections; exponential backoff with full jitter, never before
//          Retry-After. A 4xx that is of the request, a 409, a 412 or a 500 is never tried again.
// Needs    fetch, AbortSignal.any and crypto: Node 20.3, or a browser of 2024.

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  retryable: boolean;
  detail?: string;
  operation?: string;
  applied?: boolean;
  [member: string]: unknown;
}

export interface Outcome<T> {
  value: T;
  operation: string;
  replayed: boolean;
  position?: string;
}

export interface CallOptions {
  signal?: AbortSignal;
  deadlineMs?: number;
  position?: string; // of a read: what a write gave; the rows are of a view that shows it
}

export interface OperationOptions extends CallOptions {
  id?: string; // of an operation that was begun before; a new UUIDv7 when there is none
  ifMatch?: number; // the version that the aggregate must be at
  allowDuplicate?: boolean; // it is meant, though it looks like an earlier one (409 possible-duplicate)
}

export interface ClientOptions {
  baseUrl: string;
  token?: () => string | undefined; // a bearer token, asked for before each try
  deadlineMs?: number; // of a whole call, with all its tries
  attemptMs?: number; // of one try
  backoffMs?: number; // before the first repeat: a random time up to this, then up to twice as much, …
  backoffMaxMs?: number;
  fetch?: typeof fetch;
  random?: () => number; // in [0, 1)
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem, readonly operation?: string) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
  }
}

export class DeadlineError extends Error {
  constructor(readonly causes: string[], readonly operation?: string) {
    super("no answer in time" + (causes.length > 0 ? ": " + causes.join("; ") : ""));
    this.name = "DeadlineError";
  }
}

const retried = new Set([408, 429, 502, 503, 504, 507]);
const ended = new Set(["completed", "rejected", "failed", "compensated"]);
const pollSeconds = 10;

/** Version 7: ids that are made later sort later. */
export function uuid7(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, time = now; i >= 0; --i, time = Math.floor(time / 256)) bytes[i] = time % 256;
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => { signal.removeEventListener("abort", stop); resolve(); }, ms);
    if (signal.aborted) stop(); else signal.addEventListener("abort", stop, { once: true });
  });
}

// Aborts after a time. Timers of our own: a signal of AbortSignal.timeout that only AbortSignal.any holds may be
// collected before it goes off.
class Timer {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(ms: number) {
    this.timer = setTimeout(() => this.controller.abort(new Error("no answer in time")), ms);
  }
  get signal(): AbortSignal { return this.controller.signal; }
  stop(): void { clearTimeout(this.timer); }
}

// One call: its deadline, what went wrong in it so far, and how often it was tried.
class Call {
  readonly signal: AbortSignal;
  readonly deadline: Timer;
  readonly causes = new Set<string>();
  tries = 0;

  constructor(readonly options: CallOptions, deadlineMs: number, readonly operation?: string) {
    this.deadline = new Timer(options.deadlineMs ?? deadlineMs);
    this.signal = options.signal ? AbortSignal.any([options.signal, this.deadline.signal]) : this.deadline.signal;
  }

  /** Throws when there is no time, or no wish, for another try. */
  check(): void {
    this.options.signal?.throwIfAborted();
    if (this.deadline.signal.aborted) throw new DeadlineError([...this.causes], this.operation);
  }
}

export class Client {
  private readonly fetch: typeof fetch;
  private readonly random: () => number;
  private readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  private readonly base: string;
  private pushes = true; // until the service says that it has no such address

  constructor(private readonly options: ClientOptions) {
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.random = options.random ?? Math.random;
    this.sleep = options.sleep ?? pause;
    this.base = options.baseUrl.replace(/\/$/, "");
  }

  /**
   * Has one operation done. `address` is made from the id where it names it; elsewhere the id goes as Idempotency-Key,
   * and for what is created once at its address (`derived`) there is none unless the caller gives it.
   */
  async execute<T>(method: string, address: string | ((id: string) => string), body: unknown,
    options: OperationOptions = {}, derived = false): Promise<Outcome<T>> {
    const id = options.id ?? (derived ? undefined : uuid7());
    const path = typeof address === "string" ? address : address(id ?? uuid7());
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (typeof address === "string" && id !== undefined) headers["Idempotency-Key"] = id;
    if (options.allowDuplicate) headers["X-Allow-Duplicate"] = "true";
    if (options.ifMatch !== undefined) headers["If-Match"] = `"${options.ifMatch}"`;
    const call = new Call(options, this.options.deadlineMs ?? 60_000, id);
    try {
      const { answer, content } = await this.insist(call, method, path, headers, JSON.stringify(body));
      const value = content as T & { operation: string };
      if (answer.status === 202) return await this.follow<T>(call, answer, value.operation);
      return { value, operation: value.operation, ...this.about(answer) };
    } finally {
      call.deadline.stop();
    }
  }

  async read<T>(path: string, query: Record<string, unknown> = {}, options: CallOptions = {}): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    const asked: Record<string, string> = options.position ? { "X-Position": options.position } : {};
    const call = new Call(options, this.options.deadlineMs ?? 60_000);
    try {
      return (await this.insist(call, "GET", path + (text && "?" + text), asked)).content as T;
    } finally {
      call.deadline.stop();
    }
  }

  private about(answer: Response): { replayed: boolean; position?: string } {
    const position = answer.headers.get("X-Position");
    const replayed = answer.headers.get("Idempotent-Replayed") === "true";
    return position === null ? { replayed } : { replayed, position };
  }

  // ---- tries

  private async insist(call: Call, method: string, path: string, headers: Record<string, string>,
    body?: string): Promise<{ answer: Response; content: unknown }> {
    for (;;) {
      call.check();
      let least = 0;
      const time = new Timer(this.options.attemptMs ?? 30_000);
      try {
        const signal = AbortSignal.any([call.signal, time.signal]);
        const answer = await this.attempt(call, signal, method, path, headers, body);
        if (answer.ok) return { answer, content: await answer.json() };  // lost on the way: asked for again
        const problem = await this.problem_of(answer);
        if (!retried.has(answer.status) || problem.retryable === false) {
          throw new ProblemError(problem, problem.operation ?? call.operation);
        }
        least = this.asked_to_wait(answer);
        call.causes.add(problem.code);
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        call.check();
        call.causes.add(error instanceof Error ? error.message : String(error));
      } finally {
        time.stop();
      }
      await this.back_off(call, least);
    }
  }

  private attempt(call: Call, signal: AbortSignal, method: string, path: string, headers: Record<string, string>,
    body?: string): Promise<Response> {
    const token = this.options.token?.();
    const all: Record<string, string> = { Accept: "application/json", ...headers };
    if (token !== undefined) all["Authorization"] = `Bearer ${token}`;
    if (call.tries > 0 && method !== "GET") all["X-Retry-Count"] = String(call.tries);
    call.tries += 1;
    return this.fetch(this.base + path, { method, headers: all, signal, ...(body === undefined ? {} : { body }) });
  }

  // What stands between may answer something else than a problem document.
  private async problem_of(answer: Response): Promise<Problem> {
    const text = await answer.text();
    try {
      const problem = JSON.parse(text) as Problem;
      if (typeof problem.code === "string") return problem;
    } catch { /* no JSON */ }
    const code = "http-" + answer.status;
    return { type: "about:blank", title: code, status: answer.status, code, retryable: retried.has(answer.status) };
  }

  private asked_to_wait(answer: Response): number {
    const seconds = Number(answer.headers.get("Retry-After") ?? "0");
    return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  }

  private async back_off(call: Call, leastMs: number): Promise<void> {
    const most = this.options.backoffMaxMs ?? 10_000;
    const window = Math.min(most, (this.options.backoffMs ?? 100) * 2 ** Math.min(call.tries - 1, 30));
    try {
      await this.sleep(leastMs + this.random() * window, call.signal);
    } catch (error) {
      call.check();
      throw error;
    }
  }

  // ---- what goes on after 202

  private async follow<T>(call: Call, accepted: Response, operation: string): Promise<Outcome<T>> {
    const path = accepted.headers.get("Location") ?? `/operations/${operation}`;
    await this.hear_of_end(call, operation);
    for (;;) {
      const { content } = await this.insist(call, "GET", path, { Prefer: `wait=${pollSeconds}` });
      const document = content as { status: string; answer?: T; problem?: Problem; position?: string };
      if (document.problem !== undefined) throw new ProblemError(document.problem, operation);
      if (document.answer !== undefined) {
        const outcome = { value: document.answer, operation, replayed: false };
        return document.position === undefined ? outcome : { ...outcome, position: document.position };
      }
      if (ended.has(document.status)) {
        throw new DeadlineError([`the operation is ${document.status} and its answer is not there`], operation);
      }
      await this.back_off(call, 0);
    }
  }

  // Server-sent events until one tells the end; whatever goes wrong here, polling finds out.
  private async hear_of_end(call: Call, operation: string): Promise<void> {
    if (!this.pushes) return;
    const listening = new AbortController();
    try {
      const token = this.options.token?.();
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
      const answer = await this.fetch(`${this.base}/operations/${operation}/events`,
        { headers, signal: AbortSignal.any([call.signal, listening.signal]) });
      const streams = answer.ok && (answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
      if (!streams) this.pushes = answer.status !== 404 && answer.status !== 405;
      if (streams && answer.body) await end_told_by(answer.body);
    } catch {
      call.check();
    } finally {
      listening.abort();
    }
  }
}

// Returns at the end of the stream, or at the first event whose data names a status that is final.
async function end_told_by(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (lines.some(tells_an_end)) return;
  }
}

function tells_an_end(line: string): boolean {
  if (!line.startsWith("data:")) return false;
  try {
    return ended.has((JSON.parse(line.slice(5)) as { status: string }).status);
  } catch {
    return false;
  }
}
