class AgentError extends Error {
  name = "AgentError";
  /** Groups errors for the workflow's retry policy: rateLimit, provider, tool, input, permission, internal ... */
  class;
  code;
  retryable;
  details;
  constructor(options) {
    super(options.message, options.cause === void 0 ? void 0 : { cause: options.cause }), this.class = options.class, this.code = options.code, this.retryable = options.retryable ?? !0, this.details = options.details;
  }
}
function stepErrorOf(thrown, aborted) {
  if (thrown instanceof AgentError) {
    const error = {
      class: text(thrown.class, 64) || "internal",
      code: text(thrown.code, 120) || "AGENT.ERROR",
      message: text(thrown.message, 4e3),
      retryable: thrown.retryable
    };
    return thrown.details === void 0 ? error : { ...error, details: plain(thrown.details) };
  }
  const message = text(thrown instanceof Error ? thrown.message : String(thrown), 4e3);
  if (aborted?.aborted) return { class: "cancelled", code: "STEP.CANCELLED", message, retryable: !0 };
  const code = thrown instanceof Error ? systemCode(thrown) ?? thrown.name : "THROWN";
  return { class: "internal", code: text(code, 120) || "Error", message, retryable: !0 };
}
function systemCode(error) {
  const code = Reflect.get(error, "code");
  return typeof code == "string" && code !== "" ? code : void 0;
}
function plain(details) {
  try {
    const json = JSON.stringify(details);
    return json === void 0 || json.length > 16384 ? "details left out: too large or not JSON" : JSON.parse(json);
  } catch {
    return "details left out: not JSON";
  }
}
function text(value, max) {
  return (value.length > max ? value.slice(0, max) : value).replace(/[\0\ud800-\udfff]/gu, "\uFFFD");
}
export {
  AgentError,
  stepErrorOf,
  text
};
//# sourceMappingURL=errors.js.map
