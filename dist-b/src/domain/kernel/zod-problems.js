import { formatPath } from "./edge-json.js";
function zodProblems(error, root = []) {
  return error.issues.flatMap((issue) => problemsOf(issue, root));
}
function problemsOf(issue, root) {
  const path = [...root, ...issue.path];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: formatPath([...path, key]),
        message: `there is no field "${key}" here`,
        code: "INPUT.UNKNOWN_FIELD"
      }));
    case "invalid_type":
      return [{ path: formatPath(path), message: typeMessage(issue.expected, issue.input), code: "INPUT.TYPE" }];
    case "invalid_union": {
      const meant = issue.errors.filter((alternative) => !alternative.some(isOtherType)), [only] = meant;
      if (only !== void 0 && meant.length === 1) return only.flatMap((inner) => problemsOf(inner, path));
      const expected = issue.errors.flatMap(
        (alternative) => alternative.flatMap(
          (inner) => inner.code === "invalid_type" && inner.path.length === 0 ? [inner.expected] : []
        )
      ), message = expected.length > 0 ? typeMessage(expected.join(" or "), issue.input) : issue.message;
      return [{ path: formatPath(path), message, code: "INPUT.TYPE" }];
    }
    case "invalid_value": {
      const values = issue.values.map((value) => typeof value == "string" ? JSON.stringify(value) : String(value)), message = issue.input === void 0 ? "is required" : `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}`;
      return [{ path: formatPath(path), message, code: "INPUT.VALUE" }];
    }
    case "invalid_key":
      return issue.issues.map((inner) => ({ path: formatPath(path), message: inner.message, code: "INPUT.KEY" }));
    default:
      return [{ path: formatPath(path), message: sentence(issue.message), code: "INPUT.VALUE" }];
  }
}
const isOtherType = (issue) => (issue.code === "invalid_type" || issue.code === "invalid_union") && issue.path.length === 0;
function typeMessage(expected, input) {
  return input === void 0 ? "is required" : `must be ${expected === "record" ? "object" : expected}, not ${kindOf(input)}`;
}
function kindOf(input) {
  return input === null ? "null" : Array.isArray(input) ? "a list" : typeof input == "object" ? "an object" : `a ${typeof input}`;
}
function sentence(message) {
  const match = /^[A-Z][a-z ]+: expected (.*)$/s.exec(message);
  return match ? `expected ${match[1]}` : message;
}
export {
  zodProblems
};
//# sourceMappingURL=zod-problems.js.map
