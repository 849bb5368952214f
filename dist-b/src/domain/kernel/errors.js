class DomainError extends Error {
  constructor(code, kind, message, details = {}) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.details = details;
  }
  code;
  kind;
  details;
  name = "DomainError";
}
const messageOf = (error) => error instanceof Error ? error.message : String(error);
function assertNever(value) {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
export {
  DomainError,
  assertNever,
  messageOf
};
//# sourceMappingURL=errors.js.map
