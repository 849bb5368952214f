class StartupError extends Error {
  name = "StartupError";
}
function errorCode(error) {
  return error instanceof Error && "code" in error && typeof error.code == "string" ? error.code : void 0;
}
export {
  StartupError,
  errorCode
};
//# sourceMappingURL=startup-error.js.map
