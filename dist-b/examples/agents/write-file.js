import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AgentError } from "@mission-control/agent";
import { z } from "zod";
const FileToWrite = z.strictObject({
  path: z.string().refine((value) => path.isAbsolute(value), "must be an absolute path"),
  /** In bytes. */
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string(),
  /** A file was there when this was proposed: it will be replaced. */
  replaces: z.boolean()
});
async function fileToWrite(filePath, content) {
  const there = await stat(filePath).catch(() => {
  });
  return {
    path: filePath,
    size: Buffer.byteLength(content),
    sha256: sha256(content),
    content,
    replaces: there !== void 0
  };
}
async function writeOnce(file, context, kind = "file") {
  if (Buffer.byteLength(file.content) !== file.size || sha256(file.content) !== file.sha256)
    throw failure(
      "input",
      "FILE.OTHER_CONTENT",
      `the content for ${file.path} is not that of its size and hash`,
      !1
    );
  const there = await readFile(file.path).catch(() => {
  }), written = there === void 0 || sha256(there) !== file.sha256;
  if (there !== void 0 && written && !file.replaces)
    throw failure(
      "input",
      "FILE.APPEARED",
      `${file.path} was not there when it was approved: it is left as it is`,
      !1
    );
  if (context.signal.throwIfAborted(), written)
    try {
      await replaceFile(file.path, file.content, context.taskId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failure("tool", "FILE.NOT_WRITTEN", `${file.path} cannot be written: ${reason}`, !1);
    }
  return await context.sideEffect({
    effectId: `${context.taskId}.${sha256(file.path).slice(0, 16)}`,
    kind,
    target: file.path,
    receipt: { size: file.size, sha256: file.sha256 }
  }), { path: file.path, written };
}
async function replaceFile(filePath, content, taskId) {
  const folder = path.dirname(filePath);
  await mkdir(folder, { recursive: !0 });
  const temporary = path.join(folder, `.${path.basename(filePath)}.${taskId}`);
  try {
    const handle2 = await open(temporary, "w");
    try {
      await handle2.writeFile(content), await handle2.sync();
    } finally {
      await handle2.close();
    }
    await rename(temporary, filePath);
  } catch (error) {
    throw await rm(temporary, { force: !0 }), error;
  }
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}
function failure(errorClass, code, message, retryable) {
  return new AgentError({ class: errorClass, code, message, retryable });
}
export {
  FileToWrite,
  fileToWrite,
  writeOnce
};
//# sourceMappingURL=write-file.js.map
