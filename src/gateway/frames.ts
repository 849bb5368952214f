import type { z } from 'zod';
import { DomainError } from '../domain/kernel/errors.js';
import { checkJson } from '../domain/kernel/edge-json.js';
import type { ProtocolError } from './protocol.js';

/** Parses a frame: all problems at once, and the connection lives. */
export function parseFrame<T>(
  schema: z.ZodType<T>,
  frame: unknown,
): { readonly ok: true; readonly message: T } | ProtocolError {
  const unsafe = checkJson(frame);
  if (unsafe.length > 0) return badFrame(unsafe);
  const parsed = schema.safeParse(frame);
  if (parsed.success) return { ok: true, message: parsed.data };
  return badFrame(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}

const badFrame = (problems: readonly { readonly path: string; readonly message: string }[]): ProtocolError => ({
  ok: false,
  code: 'FRAME.INVALID',
  message: 'The message does not fit the protocol; nothing was done.',
  problems: problems.map(({ path, message }) => ({ path, message })),
});

export function errorFrame(error: unknown): ProtocolError {
  if (error instanceof DomainError) {
    const { problems } = error.details;
    return {
      ok: false,
      code: error.code,
      message: error.message,
      ...(problems ? { problems: problems.map(({ path, message }) => ({ path, message })) } : {}),
    };
  }
  return { ok: false, code: 'INTERNAL', message: 'Something went wrong here; the log of the server says what.' };
}
