import { endpoints } from '../../api/contract/endpoints.js';
import type { Run } from '../../api/contract/run-views.js';
import type { ApiClient } from '../api-client.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import type { Connection } from '../settings.js';
import { readEventsFrom, type Progress, toPicture } from './fetch-picture.js';
import type { Link } from './link.js';
import { endedAs, type Picture, type PictureEvent, waitsForPerson } from './picture.js';
import type { LinkState } from './render.js';

/** Shows a picture that changes; one for each way of showing it. */
export interface Show {
  /** Called at each change of the run, of the link, and about twice a second. `fresh`: events since the last call. */
  update(picture: Picture, link: LinkState, fresh: readonly PictureEvent[], answer: unknown): void;
  /** Called once, however it ends. */
  end(picture: Picture | undefined): void;
}

export interface WatchOptions {
  readonly api: ApiClient;
  readonly where: () => Connection;
  readonly interrupted: AbortSignal;
  readonly runId: string;
  readonly show: Show;
  /** False: leave as soon as only a person can move the run. */
  readonly wait: boolean;
  /** First event to show; default: the last few. */
  readonly from?: number | undefined;
  readonly tickMs: number;
}

/** While the socket is away the run is read this often; while it is there, now and then, in case a message was lost. */
const POLL_MS = 1_000;
const SAFETY_POLL_MS = 15_000;
const EVENTS_KEPT = 50;
const EVENTS_AT_FIRST = 20;
/** After a change of the run both the waits and the steps settle within this time; until then "only a person" is not yet believed. */
const SETTLE_MS = 300;

/**
 * Watches a run until it ends, and says how: ok, runFailed, runCancelled; waitsForPerson when it may not wait; interrupted after Ctrl-C.
 * Servers may come and go meanwhile.
 *
 * @throws Failure when the run does not exist, or may not be read
 */
export async function watchRun(options: WatchOptions): Promise<ExitName> {
  const { api, runId, show, interrupted } = options;
  let answer: { run: Run; raw: unknown } | undefined;
  let events: PictureEvent[] = [];
  let picture: Picture | undefined;
  let away = false;
  const progress = new Map<string, Progress>();
  const bell = doorbell();
  // Loaded here, since nothing else needs sockets and they take longer to load than most commands to run.
  const { openLink } = await import('./link.js');
  const link: Link = openLink(options.where, runId, {
    changed(position) {
      if (position !== undefined) api.seen(position);
      bell.ring();
    },
    progress(message) {
      progress.set(message.stepKey, message);
    },
    connected: () => bell.ring(),
  });
  const linkState = (): LinkState => (away ? 'reconnecting' : link.up ? 'live' : 'polling');
  const redraw = (fresh: readonly PictureEvent[] = []): void => {
    if (answer === undefined) return;
    picture = toPicture(answer.run, events, progress);
    show.update(picture, linkState(), fresh, answer.raw);
  };
  const ticker = setInterval(redraw, options.tickMs);
  const stop = (): void => bell.ring();
  interrupted.addEventListener('abort', stop);
  let personSince: number | undefined;
  try {
    for (;;) {
      if (interrupted.aborted) return 'interrupted';
      try {
        const { value, raw } = await api.call(endpoints.getRun, { params: { runId } });
        const from =
          answer === undefined
            ? (options.from ?? Math.max(0, value.run.revision + 1 - EVENTS_AT_FIRST))
            : nextOf(events, options.from);
        const fresh = await readEventsFrom(api, runId, from);
        events = [...events, ...fresh].slice(-EVENTS_KEPT);
        const changed =
          answer === undefined || answer.run.run.revision !== value.run.revision || away || fresh.length > 0;
        answer = { run: value, raw };
        away = false;
        redraw(changed ? fresh : []);
      } catch (error) {
        // A run that was never seen is not waited for: the person gets the message at once.
        if (!(error instanceof Failure) || error.exit !== 'unavailable' || answer === undefined) throw error;
        away = true;
        redraw();
        link.check();
      }
      const ended = picture === undefined || away ? undefined : endedAs(picture.run);
      if (ended !== undefined) return HOW_IT_ENDED[ended];
      if (!options.wait && !away && picture !== undefined && waitsForPerson(picture)) {
        personSince ??= performance.now();
        if (performance.now() - personSince >= SETTLE_MS) return 'waitsForPerson';
      } else personSince = undefined;
      await bell.next(personSince !== undefined ? SETTLE_MS : link.up && !away ? SAFETY_POLL_MS : POLL_MS);
    }
  } catch (error) {
    if (interrupted.aborted) return 'interrupted';
    throw error;
  } finally {
    clearInterval(ticker);
    interrupted.removeEventListener('abort', stop);
    link.close();
    show.end(picture);
  }
}

const HOW_IT_ENDED = { completed: 'ok', failed: 'runFailed', cancelled: 'runCancelled' } as const;

const nextOf = (events: readonly PictureEvent[], from: number | undefined): number =>
  (events.at(-1)?.revision ?? (from ?? 0) - 1) + 1;

/** Rings are never lost: one that comes while nobody waits lets the next wait end at once. Many rings are one. */
function doorbell(): { ring(): void; next(withinMs: number): Promise<void> } {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async next(withinMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      rung = false;
    },
  };
}
