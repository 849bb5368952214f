import type { z } from 'zod';
import { DomainError } from '../domain/kernel/errors.js';
import { checkJson } from '../domain/kernel/edge-json.js';
import { zodProblems } from '../domain/kernel/zod-problems.js';
import type { ProtocolError } from './protocol.js';

/** Parses a frame: all problems at once, and the connection lives. */
export function parseFrame<T>(
  schema: z.ZodType<T>,
  frame: unknown,
): { readonly ok: true; readonly message: T } | ProtocolError {
  const unsafe = checkJson(frame);
  if (unsafe.length > 0) return badFrame(unsafe);
  const parsed = schema.safeParse(frame, { reportInput: true });
  if (parsed.success) return { ok: true, message: parsed.data };
  return badFrame(zodProblems(parsed.error).slice(0, MAX_PROBLEMS));
}

const MAX_PROBLEMS = 100;

/** Whom a refusal can be told that has no acknowledgement to go into. */
export interface FrameSource {
  emit(event: 'protocolError', error: ProtocolError): unknown;
}

/** How a frame is answered: by its acknowledgement. A frame without one is only told what was wrong with it. */
export function replyTo<A>(source: FrameSource, acknowledgement: unknown): (body: A | ProtocolError) => void {
  if (typeof acknowledgement === 'function') return (body) => void acknowledgement(body);
  return (body) => {
    if (isRefusal(body)) source.emit('protocolError', body);
  };
}

const isRefusal = (body: unknown): body is ProtocolError =>
  typeof body === 'object' && body !== null && 'ok' in body && body.ok === false;

/** Refuses every message that is none of these; without it socket.io passes over it without a word. */
export function refuseOthers(
  source: FrameSource & { onAny(listener: (event: unknown, ...parts: unknown[]) => void): unknown },
  known: readonly string[],
): void {
  source.onAny((event, ...parts) => {
    if (typeof event === 'string' && known.includes(event)) return;
    // A packet may hold nothing at all: the name is undefined then.
    const message = `There is no message "${String(event).slice(0, 100)}" here. Send ${known.join(', ')}.`;
    replyTo(source, parts.at(-1))({ ok: false, code: 'FRAME.UNKNOWN', message });
  });
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
