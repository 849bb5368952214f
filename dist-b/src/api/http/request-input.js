import { checkJson, MAX_EDGE_BYTES, parseEdgeJson } from "../../domain/kernel/edge-json.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { zodProblems } from "../../domain/kernel/zod-problems.js";
import { takesBody } from "../contract/endpoint.js";
function checkRequest(endpoint, raw) {
  const given = takesBody(endpoint.method) ? parseBody(raw.body) : void 0, told = { reportInput: !0 }, params = endpoint.params.safeParse({ ...asObject(raw.params) }, told), query = endpoint.query.safeParse({ ...asObject(raw.query) }, told), body = endpoint.body.safeParse(given, told), problems = [...inAddress(raw.params, params, ":"), ...inAddress(raw.query, query, "?"), ...inBody(given, body)];
  if (problems.length > 0 || !params.success || !query.success || !body.success)
    throw new DomainError(
      "REQUEST.INVALID",
      "invalid",
      problems.length === 1 ? `The request has a problem: ${listed(problems)}` : `The request has ${problems.length} problems: ${listed(problems)}`,
      { problems }
    );
  return { params: params.data, query: query.data, body: body.data };
}
function parseBody(bytes) {
  if (bytes === void 0 || bytes.length === 0) return;
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  } catch {
    throw new DomainError("REQUEST.JSON", "invalid", "The body is not UTF-8.");
  }
  const parsed = parseEdgeJson(text, MAX_EDGE_BYTES);
  if (parsed.ok) return parsed.value;
  const { problems } = parsed;
  throw new DomainError("REQUEST.JSON", "invalid", `The body cannot be accepted: ${listed(problems)}`, { problems });
}
function inAddress(given, parsed, mark) {
  const unsafe = checkJson({ ...asObject(given) }), told = new Set(unsafe.map(({ path }) => path)), problems = parsed.success ? [] : zodProblems(parsed.error).filter(({ path }) => !told.has(path));
  return [...unsafe, ...problems].map((problem) => ({
    ...problem,
    path: mark + problem.path,
    message: problem.message.endsWith("not a number") ? "must be a number" : problem.message
  }));
}
function inBody(given, parsed) {
  return parsed.success ? [] : given === void 0 ? [{ path: "", message: "a JSON body is required", code: "INPUT.TYPE" }] : zodProblems(parsed.error);
}
const listed = (problems) => problems.map(({ path, message }) => path === "" ? message : `${path}: ${message}`).join("; ").slice(0, 2e3), asObject = (value) => typeof value == "object" && value !== null ? value : {};
export {
  checkRequest
};
//# sourceMappingURL=request-input.js.map
