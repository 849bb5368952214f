/** One at a time, in order of arrival. */
export class Mutex {
  private tail: Promise<void> = Promise.resolve();

  /** Resolves when it is one's turn; call what it answers to let the next one go. */
  async acquire(): Promise<() => void> {
    let release: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (release = resolve));
    const before = this.tail;
    this.tail = before.then(() => mine);
    await before;
    return release;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
