import { orphanGraceMs } from "./timing.js";
process.once("disconnect", () => {
  setTimeout(() => process.exit(1), orphanGraceMs).unref(), process.kill(process.pid, "SIGTERM");
});
process.channel?.unref();
//# sourceMappingURL=exit-with-parent.js.map
