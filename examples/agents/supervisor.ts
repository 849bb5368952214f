import { fork, type ChildProcess } from 'node:child_process';

const FIRST_PAUSE_MS = 200;
const LAST_PAUSE_MS = Number(process.env['MC_RESTART_MAX_MS'] ?? 10_000);
/** A process that lived this long was well: the next pause is short again. */
const WELL_MS = 5_000;

/**
 * Runs a program as a child with a channel, and again whenever it ends, until stopped. Resolves `ready` with its first
 * message `{ready: true, ...}`.
 */
export class Supervised {
  readonly ready: Promise<void>;
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private stopping = false;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private isReady: () => void = () => undefined;

  constructor(
    private readonly name: string,
    private readonly script: URL,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.start();
  }

  private start(): void {
    const startedAt = performance.now();
    const child = fork(this.script, [], { env: this.env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.child = child;
    child.on('message', () => this.isReady());
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => console.error(`${this.name}: ${error.message}`));
      child.once('exit', (code, signal) => {
        resolve();
        if (this.stopping) return;
        if (performance.now() - startedAt >= WELL_MS) this.pause = FIRST_PAUSE_MS;
        console.error(`${this.name} ended (${signal ?? `exit code ${code}`}), starting again in ${this.pause} ms`);
        this.timer = setTimeout(() => this.start(), this.pause);
        this.pause = Math.min(LAST_PAUSE_MS, this.pause * 2);
      });
    });
  }

  /** Asks it to end, and makes it after five seconds. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    this.child?.kill('SIGTERM');
    const kill = setTimeout(() => this.child?.kill('SIGKILL'), 5_000);
    await this.ended;
    clearTimeout(kill);
  }
}
