import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AgentError, type StepContext } from '@mission-control/agent';
import { z } from 'zod';

/** A file that is to be written, exactly so: what a person is shown and approves. */
export const FileToWrite = z.strictObject({
  path: z.string().refine((value) => path.isAbsolute(value), 'must be an absolute path'),
  /** In bytes. */
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string(),
  /** A file was there when this was proposed: it will be replaced. */
  replaces: z.boolean(),
});
export type FileToWrite = z.infer<typeof FileToWrite>;

export async function fileToWrite(filePath: string, content: string): Promise<FileToWrite> {
  const there = await stat(filePath).catch(() => undefined);
  return {
    path: filePath,
    size: Buffer.byteLength(content),
    sha256: sha256(content),
    content,
    replaces: there !== undefined,
  };
}

/**
 * Writes the file whole or not at all, and records it as a side effect. Doing it again changes nothing: a file that is
 * there with this content stays as it is, and the effect has the id that it had (from the task, which is the same over
 * attempts). Throws AgentError when content and hash do not agree, when another file has appeared there since it was
 * proposed, or when the folder cannot be written to.
 */
export async function writeOnce(
  file: FileToWrite,
  context: StepContext,
  kind = 'file',
): Promise<{ path: string; written: boolean }> {
  if (Buffer.byteLength(file.content) !== file.size || sha256(file.content) !== file.sha256)
    throw failure(
      'input',
      'FILE.OTHER_CONTENT',
      `the content for ${file.path} is not that of its size and hash`,
      false,
    );
  const there = await readFile(file.path).catch(() => undefined);
  const written = there === undefined || sha256(there) !== file.sha256;
  if (there !== undefined && written && !file.replaces)
    throw failure(
      'input',
      'FILE.APPEARED',
      `${file.path} was not there when it was approved: it is left as it is`,
      false,
    );
  context.signal.throwIfAborted();
  if (written) {
    try {
      await replaceFile(file.path, file.content, context.taskId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failure('tool', 'FILE.NOT_WRITTEN', `${file.path} cannot be written: ${reason}`, false);
    }
  }
  await context.sideEffect({
    effectId: `${context.taskId}.${sha256(file.path).slice(0, 16)}`,
    kind,
    target: file.path,
    receipt: { size: file.size, sha256: file.sha256 },
  });
  return { path: file.path, written };
}

async function replaceFile(filePath: string, content: string, taskId: string): Promise<void> {
  const folder = path.dirname(filePath);
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, `.${path.basename(filePath)}.${taskId}`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, filePath);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The rename itself is durable only when the folder is.
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function failure(errorClass: string, code: string, message: string, retryable: boolean): AgentError {
  return new AgentError({ class: errorClass, code, message, retryable });
}
