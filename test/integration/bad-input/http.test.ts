import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAMESPACE, uuidV5 } from '../../../src/commands/hashing.js';
import { ADMIN_ID } from '../../../src/access/bootstrap-admin.js';
import { ProblemDetails } from '../../../src/api/contract/primitives.js';
import { AMOUNT, isLong, SEED, shares, TIMEOUT_MS } from './amount.js';
import { HeldMemory, MAY_GROW_BYTES } from './heap.js';
import { Nonsense } from './nonsense.js';
import { exchange, type RawAnswer } from './raw-http.js';
import { RequestMaker, type MadeRequest } from './request-maker.js';
import { openWorld, type World } from './world.js';

const AT_ONCE = 12;
/** Nothing that is answered takes so long; `?atLeast=` waits for 2 s by design. */
const HANGS_MS = 20_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test(
  `${AMOUNT} requests that nobody should send are answered by what to do, and change nothing (seed ${SEED})`,
  { timeout: TIMEOUT_MS },
  async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const prototype = Reflect.ownKeys(Object.prototype);
    const makers = Array.from(
      { length: AT_ONCE },
      (_, i) => new RequestMaker(`fuzz-${SEED}-${i}`, new Nonsense(SEED * AT_ONCE + i), world.admin, world.known),
    );
    const complaints: string[] = [];
    const refused = new Set<string>();
    const send = async (maker: RequestMaker): Promise<void> => {
      const request = maker.next();
      const answer = await exchange(world.port, request, HANGS_MS).catch((error: unknown) => String(error));
      const wrong = typeof answer === 'string' ? answer : complaintOf(request, answer);
      if (wrong !== undefined) complaints.push(`${wrong}\n   ${shown(request)}`);
      if (typeof answer === 'string') return;
      if (answer.status >= 400 && request.key !== undefined) refused.add(uuidV5(NAMESPACE, ADMIN_ID, request.key));
    };
    const sendEach = (count: number): Promise<unknown> =>
      Promise.all(
        makers.map(async (maker) => {
          for (let i = 0; i < count; i++) await send(maker);
        }),
      );
    const [warmUp, rest] = shares(AT_ONCE);
    await sendEach(warmUp);
    const memory = await HeldMemory.now(world.harness.memory.log);
    await sendEach(rest);
    const grownBy = await memory.growth();
    process.off('unhandledRejection', note);

    const written = world.harness.memory.log.filter(
      ({ metadata }) => refused.has(metadata.commandId) || refused.has(metadata.causationId),
    );
    expect({
      seed: SEED,
      complaints: complaints.slice(0, 20),
      unhandled,
      prototype: Reflect.ownKeys(Object.prototype),
      written: written.map(({ type, stream }) => `${type} in ${stream}`),
      // The log also has what is no mistake (503 and the like): it is for whoever looks for the cause of a complaint.
      log: complaints.length === 0 ? [] : world.errors,
    }).toEqual({ seed: SEED, complaints: [], unhandled: [], prototype, written: [], log: [] });
    if (isLong) expect(grownBy).toBeLessThan(MAY_GROW_BYTES);
  },
);

/** What is wrong with an answer, whatever was asked. */
function complaintOf(request: MadeRequest, answer: RawAnswer): string | undefined {
  const { status, headers, body } = answer;
  if (status === 0) return request.delivery === 'cut' ? undefined : 'the connection ended without an answer';
  if (status < 400) return undefined;
  const type = headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json')) return `${status} as "${type}": ${body.slice(0, 200)}`;
  if (request.method === 'HEAD') return undefined;
  const problem = ProblemDetails.safeParse(JSON.parse(body));
  if (!problem.success) return `${status}: no problem details: ${body.slice(0, 200)}`;
  const { code, detail, problems } = problem.data;
  if (status >= 500 && code !== 'READ.BEHIND') return `${status} ${code}: ${detail.slice(0, 300)}`;
  // The net behind the edge: whatever falls into it should have been told by name before.
  if (code === 'READ.IMPOSSIBLE') return `${status} ${code}: ${detail}`;
  if (!/^[A-Z]+(\.[A-Z_]+)+$/.test(code)) return `${status}: the code "${code}" is not a stable one`;
  if (detail.trim() === '' || problems?.some(({ message }) => message.trim() === '') === true)
    return `${status} ${code}: says nothing: ${body.slice(0, 300)}`;
  return undefined;
}

const shown = ({ endpoint, method, target, headers, body, delivery }: MadeRequest): string =>
  `${endpoint}: ${method} ${target.slice(0, 300)} ${delivery} ${headers
    .filter(([name]) => name !== 'Authorization')
    .slice(0, 8)
    .map(([name, value]) => `${name}=${value.slice(0, 60)}`)
    .join(' ')} ${Buffer.from(body ?? '')
    .toString()
    .slice(0, 300)}`;
