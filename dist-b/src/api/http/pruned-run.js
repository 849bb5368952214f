import { DomainError } from "../../domain/kernel/errors.js";
const GONE = /* @__PURE__ */ new Set(["RUN.NOT_FOUND", "EVENT.NOT_FOUND", "BLOB.MISSING"]);
async function prunedOrMissing(error, asked, desk) {
  if (!(error instanceof DomainError) || !GONE.has(error.code)) return error;
  const named = error.details.runId, runId = typeof named == "string" ? named : asked, pruning = runId === void 0 ? void 0 : await desk.pruningOf(runId);
  if (runId === void 0 || !pruning) return error;
  const { pruneId, at, archive } = pruning;
  return new DomainError(
    "RUN.PRUNED",
    "notFound",
    `Run ${runId} was pruned on ${at.slice(0, 10)}, as the retention policy says. Its record is in the archive ${archive.file} (SHA-256 ${archive.sha256}).`,
    { runId, pruneId, archive }
  );
}
export {
  prunedOrMissing
};
//# sourceMappingURL=pruned-run.js.map
