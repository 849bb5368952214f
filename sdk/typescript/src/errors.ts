import type { StepError } from '../../../src/gateway/protocol.js';

/** What a handler throws to say exactly how its step failed; any other error is `{class: 'internal', retryable: true}`. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  /** Groups errors for the workflow's retry policy: rateLimit, provider, tool, input, permission, internal ... */
  readonly class: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly details: unknown;

  constructor(options: {
    class: string;
    code: string;
    message: string;
    /** Default true. */
    retryable?: boolean;
    details?: unknown;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.class = options.class;
    this.code = options.code;
    this.retryable = options.retryable ?? true;
    this.details = options.details;
  }
}

/** Any thrown value as the protocol's error, cut to the protocol's sizes. */
export function stepErrorOf(thrown: unknown, aborted: AbortSignal | undefined): StepError {
  if (thrown instanceof AgentError) {
    const error = {
      class: text(thrown.class, 64) || 'internal',
      code: text(thrown.code, 120) || 'AGENT.ERROR',
      message: text(thrown.message, 4_000),
      retryable: thrown.retryable,
    };
    return thrown.details === undefined ? error : { ...error, details: plain(thrown.details) };
  }
  const message = text(thrown instanceof Error ? thrown.message : String(thrown), 4_000);
  // A handler that gives up because it was told to: its reason is the signal's.
  if (aborted?.aborted) return { class: 'cancelled', code: 'STEP.CANCELLED', message, retryable: true };
  const code = thrown instanceof Error ? (systemCode(thrown) ?? thrown.name) : 'THROWN';
  return { class: 'internal', code: text(code, 120) || 'Error', message, retryable: true };
}

function systemCode(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && code !== '' ? code : undefined;
}

function plain(details: unknown): unknown {
  try {
    const json = JSON.stringify(details);
    return json === undefined || json.length > 16_384 ? 'details left out: too large or not JSON' : JSON.parse(json);
  } catch {
    return 'details left out: not JSON';
  }
}

/** At most `max` UTF-16 units, without what the gateway refuses in text: U+0000 and lone surrogates. */
export function text(value: string, max: number): string {
  const cut = value.length > max ? value.slice(0, max) : value;
  // With the u flag a pair is one character, so this matches lone surrogates only.
  return cut.replace(/[\0\ud800-\udfff]/gu, '\ufffd');
}
