import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { inputError } from "../agents/parse-inputs.js";
const OUTPUT_BYTES = 256 * 1024 * 1024;
class Repository {
  constructor(root, signal) {
    this.root = root;
    this.signal = signal;
  }
  root;
  signal;
  /**
   * The repository at a path, which may also be a folder within it.
   * Throws AgentError (not retryable) when there is none, or git will not read it.
   */
  static async at(folder, signal) {
    if (!path.isAbsolute(folder))
      throw inputError("REPOSITORY.RELATIVE", `"${folder}" is a relative path: give the repository's absolute path`);
    if (!(await stat(folder).catch(() => {
    }))?.isDirectory()) throw inputError("REPOSITORY.MISSING", `there is no folder ${folder}`);
    const { code, stdout, stderr } = await new Repository(folder, signal).run(["rev-parse", "--show-toplevel"]);
    if (code === 0) return new Repository(stdout.toString("utf8").trimEnd(), signal);
    throw /dubious ownership/.test(stderr) ? inputError(
      "REPOSITORY.OTHER_OWNER",
      `${folder} belongs to another user; allow it with: git config --global --add safe.directory ${folder}`
    ) : inputError("REPOSITORY.NONE", `${folder} is not a git repository with a working folder: ${stderr.trim()}`);
  }
  /**
   * The newest commit of a range (`A..B`, a branch, a tag, a commit), `HEAD` when it is empty.
   * Throws AgentError (not retryable) for a repository without commits, and for a range that is none or has none.
   */
  async tip(range) {
    if ((await this.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])).code !== 0 && range === "")
      throw inputError("REPOSITORY.EMPTY", `${this.root} has no commits yet: there is nothing to report on`);
    const { code, stdout, stderr } = await this.run(["rev-list", "--max-count=1", ...revisions(range)]);
    if (code !== 0) throw inputError("RANGE.INVALID", `"${range}" is not a range of commits: ${stderr.trim()}`);
    const commit = stdout.toString("utf8").trim();
    if (commit === "") throw inputError("RANGE.EMPTY", `the range "${range}" has no commits`);
    return commit;
  }
  /** What git prints, by lines or by NUL. */
  async list(args, separator = "\0") {
    return (await this.output(args)).toString("utf8").split(separator).filter((item) => item !== "");
  }
  async output(args, input) {
    const { code, stdout, stderr } = await this.run(args, input);
    if (code !== 0) throw new Error(`git ${args[0] ?? ""} failed (${code}): ${stderr.trim().slice(0, 500)}`);
    return stdout;
  }
  /** Lines of a commit that hold a text, without binary files; `path:line:text`. No match is no error. */
  async grep(commit, text) {
    const args = ["grep", "-I", "-n", "-z", "--fixed-strings", "-e", text, commit], { code, stdout, stderr } = await this.run(args);
    if (code !== 0 && code !== 1) throw new Error(`git grep failed (${code}): ${stderr.trim().slice(0, 500)}`);
    return stdout.toString("utf8").split(`
`).flatMap((row) => {
      const [where = "", line = "", found] = row.split("\0");
      return found === void 0 ? [] : [{ path: where.slice(commit.length + 1), line: Number(line), text: found }];
    });
  }
  run(args, input = "") {
    const child = spawn("git", ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-C", this.root, ...args], {
      env: { ...environment(), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_PAGER: "cat" },
      stdio: ["pipe", "pipe", "pipe"],
      signal: this.signal
    });
    return new Promise((resolve, reject) => {
      const stdout = [];
      let stderr = "", size = 0;
      child.stdout.on("data", (chunk) => {
        size += chunk.length, size > OUTPUT_BYTES ? (child.kill(), reject(inputError("REPOSITORY.TOO_LARGE", `git ${args[0] ?? ""} printed more than ${OUTPUT_BYTES} bytes`))) : stdout.push(chunk);
      }), child.stderr.setEncoding("utf8").on("data", (text) => stderr += text.slice(0, 4e3)), child.on(
        "error",
        (error) => reject(
          "code" in error && error.code === "ENOENT" ? inputError("GIT.MISSING", 'the program "git" is not installed') : error
        )
      ), child.on("close", (code) => resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), stderr })), child.stdin.on("error", () => {
      }), child.stdin.end(input);
    });
  }
}
function revisions(range) {
  if (range === "") return ["HEAD", "--"];
  if (range.startsWith("-") || /[\0\n]/.test(range))
    throw inputError("RANGE.INVALID", `"${range}" is not a range of commits; give for example HEAD~20..HEAD`);
  return [range, "--"];
}
function environment() {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...rest } = process.env;
  return rest;
}
export {
  Repository,
  revisions
};
//# sourceMappingURL=git.js.map
