import { createInterface } from "node:readline/promises";
import { runCli } from "./program.js";
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    interrupt.signal.aborted && process.exit(130), interrupt.abort();
  });
process.stdout.on("error", (error) => {
  throw "code" in error && error.code === "EPIPE" && process.exit(0), error;
});
async function ask(question) {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question, { signal: interrupt.signal });
  } finally {
    reader.close();
  }
}
process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => Date.now(),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : void 0,
  interrupted: interrupt.signal
});
//# sourceMappingURL=main.js.map
