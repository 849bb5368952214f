import { beforeEach, describe, expect, it } from 'vitest';
import { screen } from './screen.js';

describe('the screen', () => {
  let written: string;
  const on = (isTTY: boolean) =>
    screen({ isTTY, on: () => undefined, write: (text: string) => ((written += text), true) }, { NO_COLOR: '1' });
  /** What a terminal shows of it: what is behind a return is written over. */
  const shown = () =>
    written
      .split('\n')
      .map((line) => line.split('\r\u001b[K').at(-1))
      .join('\n');

  beforeEach(() => (written = ''));

  it('names in the last line of a terminal what is still worked on, below what is done', async () => {
    const terminal = on(true);
    let finish: () => void = () => undefined;
    const slow = terminal.stage('store', () => new Promise<void>((resolve) => (finish = resolve)), String);
    await terminal.stage('server', () => Promise.resolve('there'), String);
    expect(shown()).toMatch(/^ {2}server {12}there \(0\.0 s\)\n {2}store \.\.\.$/);
    terminal.line('  said');
    expect(shown()).toMatch(/\n {2}said\n {2}store \.\.\.$/);
    finish();
    await slow;
    expect(shown()).toMatch(/\n {2}store {13}undefined \(0\.0 s\)\n$/);
  });

  it('writes only what is done where it is no terminal', async () => {
    await on(false).stage('server', () => Promise.resolve('there'), String);
    expect(written).toMatch(/^ {2}server {12}there \(0\.0 s\)\n$/);
  });
});
