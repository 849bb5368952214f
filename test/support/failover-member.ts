import { callsTo, type Product, type ServerCalls } from './product.js';
import { startSecondServer, type SecondServer } from './second-server.js';
import { SwitchingProxy } from './switching-proxy.js';

/** One of two servers, and its address at a load balancer, which leads to the other one while it is down. */
export abstract class Member {
  readonly proxy: SwitchingProxy;
  bootId = '';

  protected constructor(
    /** At its own address. */
    public direct: ServerCalls,
    public port: number,
  ) {
    this.proxy = new SwitchingProxy(port);
  }

  abstract signal(signal: NodeJS.Signals): Promise<unknown>;
  /** After it was killed: settles when there is another process in its place. */
  protected abstract startAgain(): Promise<void>;

  /** Settles when it serves. */
  async serves(): Promise<void> {
    this.bootId = (await this.direct.callUntilTaken('getSystem')).server.bootId;
  }
  async restart(): Promise<void> {
    await this.startAgain();
    await this.serves();
    this.proxy.switchTo(this.port);
  }
  /** Whether it fills the read models, both groups. */
  async projects(): Promise<boolean> {
    const states = await Promise.all(
      (['main', 'audit'] as const).map((group) => this.direct.call('getProjections', { query: { group } })),
    );
    return states.every(({ state }) => state === 'live' || state === 'catchingUp');
  }
}

/** The server that the launcher keeps running: it comes back by itself. */
export class LaunchedMember extends Member {
  constructor(readonly product: Product) {
    super(product, Number(new URL(product.url).port));
  }
  override signal(signal: NodeJS.Signals): Promise<unknown> {
    return this.product.kill('server', signal);
  }
  protected override startAgain(): Promise<void> {
    return Promise.resolve();
  }
}

/** A server beside it, which the test starts. */
export class StartedMember extends Member {
  private constructor(
    readonly product: Product,
    readonly env: Readonly<Record<string, string>>,
    private server: SecondServer,
  ) {
    super(server, server.port);
  }
  static async start(product: Product, env: Readonly<Record<string, string>>): Promise<StartedMember> {
    return new StartedMember(product, env, await startSecondServer(product, env));
  }
  override signal(signal: NodeJS.Signals): Promise<unknown> {
    this.server.signal(signal);
    return Promise.resolve();
  }
  protected override async startAgain(): Promise<void> {
    this.server = await startSecondServer(this.product, this.env);
    this.direct = callsTo(this.server.url, this.product.key);
    this.port = this.server.port;
  }
  stop(): Promise<void> {
    return this.server.stop();
  }
}
