import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {} from "zod";
import { ProblemDetails } from "../api/contract/primitives.js";
import { exitForStatus } from "./exit-codes.js";
import { Failure } from "./failure.js";
import { hintFor } from "./hints.js";
const READ_TIMEOUT_MS = 15e3, COMMAND_TIMEOUT_MS = 12e4, TRIES = 4, TRY_AGAIN = /* @__PURE__ */ new Set(["STORE.OUTCOME_UNKNOWN", "READ.BEHIND"]);
class ApiClient {
  /** `where` is asked for each request: a server that was started again may have another address. */
  constructor(where, signal) {
    this.where = where;
    this.signal = signal;
  }
  where;
  signal;
  #position;
  async call(endpoint, request = {}) {
    const raw = await this.#send(endpoint, request), parsed = endpoint.response.safeParse(raw);
    if (!parsed.success)
      throw new Failure(
        "unexpected",
        `The answer to ${endpoint.method} ${endpoint.path} is not what the contract says.`,
        {
          problems: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
          hint: "Is the server of another version than missionctl? Start it again from this folder.",
          answer: raw
        }
      );
    return endpoint.command && this.#remember(raw), { value: parsed.data, raw };
  }
  /** Later reads have seen at least this position. */
  seen(position) {
    const seen = BigInt(position);
    (this.#position === void 0 || seen > this.#position) && (this.#position = seen);
  }
  /** An answer that comes as it is made, of any length: read it to its end. The server must begin to answer in time (default: two minutes); how long it takes is nobody's limit. */
  async stream(endpoint, query, params, beginsWithinMs = COMMAND_TIMEOUT_MS) {
    const connection = this.where(), begun = new AbortController(), late = setTimeout(() => begun.abort(new DOMException("late", "TimeoutError")), beginsWithinMs);
    try {
      const response = await fetch(
        this.#address(connection.url, endpoint, { query, ...params === void 0 ? {} : { params } }),
        {
          headers: { authorization: `Bearer ${connection.key}` },
          signal: AbortSignal.any([this.signal, begun.signal])
        }
      );
      if (response.ok) return response;
      throw refused(response.status, await bodyOf(response), connection);
    } catch (error) {
      throw this.signal.throwIfAborted(), error instanceof Failure ? error : unreachable(connection.url, error, connection.from);
    } finally {
      clearTimeout(late);
    }
  }
  /** A path outside the contract (health), whatever its status. */
  async probe(path) {
    const { url } = this.where(), response = await this.#fetch(new URL(url + path), { method: "GET" }, READ_TIMEOUT_MS);
    return { status: response.status, body: await bodyOf(response) };
  }
  #remember(raw) {
    typeof raw != "object" || raw === null || !("position" in raw) || typeof raw.position == "string" && /^\d{1,20}$/.test(raw.position) && this.seen(raw.position);
  }
  async #send(endpoint, request) {
    const key = request.key ?? randomUUID();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(endpoint, request, key);
      if (outcome.ok) return outcome.answer;
      if (attempt >= TRIES || !outcome.again) throw outcome.failure;
      await pause(250 * 2 ** attempt, void 0, { signal: this.signal }).catch(() => {
      }), this.signal.throwIfAborted();
    }
  }
  async #once(endpoint, request, key) {
    const connection = this.where(), headers = { authorization: `Bearer ${connection.key}`, accept: "application/json" };
    endpoint.command && (headers["idempotency-key"] = key), request.body !== void 0 && (headers["content-type"] = "application/json");
    let response;
    try {
      response = await this.#fetch(
        this.#address(connection.url, endpoint, request),
        {
          method: endpoint.method,
          headers,
          ...request.body === void 0 ? {} : { body: JSON.stringify(request.body) }
        },
        request.timeoutMs ?? (endpoint.command ? COMMAND_TIMEOUT_MS : READ_TIMEOUT_MS)
      );
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ok: !1, failure: error, again: error.more.code === "CONNECTION.BROKEN" };
    }
    const body = await bodyOf(response);
    if (response.ok) return { ok: !0, answer: body };
    const failure = refused(response.status, body, connection);
    return { ok: !1, failure, again: TRY_AGAIN.has(failure.more.code ?? "") };
  }
  #address(base, endpoint, request) {
    const params = new Map(entries(request.params)), path = endpoint.path.replace(
      /:(\w+)/g,
      (_, name) => encodeURIComponent(String(params.get(name) ?? ""))
    ), url = new URL(base + path);
    for (const [name, value] of entries(request.query))
      value !== void 0 && url.searchParams.set(name, String(value));
    return this.#position !== void 0 && takesAtLeast(endpoint) && url.searchParams.set("atLeast", String(this.#position)), url;
  }
  async #fetch(url, init, timeoutMs) {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.any([this.signal, AbortSignal.timeout(timeoutMs)]) });
    } catch (error) {
      throw this.signal.throwIfAborted(), unreachable(url.origin, error, this.where().from);
    }
  }
}
const takesAtLeast = ({ query }) => "atLeast" in query.shape, entries = (value) => typeof value == "object" && value !== null ? Object.entries(value) : [];
async function bodyOf(response) {
  const text = await response.text();
  try {
    return text === "" ? void 0 : JSON.parse(text);
  } catch {
    return text;
  }
}
function refused(status, body, connection) {
  const exit = exitForStatus(status), problem = ProblemDetails.safeParse(body).data;
  return problem === void 0 ? new Failure(exit, `${connection.url} answered with HTTP ${status} and no explanation.`, {
    hint: "Is this the address of a Mission Control server?",
    answer: body
  }) : new Failure(exit, problem.detail === "" ? problem.title : problem.detail, {
    code: problem.code,
    problems: problem.problems ?? [],
    hint: hintFor(problem.code, status),
    answer: body
  });
}
function unreachable(origin, error, from) {
  const cause = error instanceof Error ? error.cause : void 0, code = cause instanceof Error && "code" in cause ? String(cause.code) : "", never = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(code);
  return error instanceof Error && error.name === "TimeoutError" ? new Failure("unavailable", `${origin} did not answer in time.`, { code: "CONNECTION.BROKEN" }) : new Failure(
    "unavailable",
    never ? `No Mission Control server answers at ${origin}.` : `The connection to ${origin} broke.`,
    {
      code: never ? "CONNECTION.REFUSED" : "CONNECTION.BROKEN",
      hint: `Start it with "npm start", or check the address (from ${from}).`
    }
  );
}
export {
  ApiClient
};
//# sourceMappingURL=api-client.js.map
