class Failure extends Error {
  constructor(exit, message, more = {}) {
    super(message);
    this.exit = exit;
    this.more = more;
  }
  exit;
  more;
  name = "Failure";
}
export {
  Failure
};
//# sourceMappingURL=failure.js.map
