import { describe, expect, it } from 'vitest';
import { entryOf, tar, tarSize, type TarEntry } from './tar.js';

async function bytesOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of tar(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}
const large = (size: number, pulled: { count: number }): TarEntry => ({
  name: 'large',
  size,
  async *content() {
    for (let left = size; left > 0; left -= 65_536) {
      pulled.count++;
      yield Buffer.alloc(Math.min(65_536, left), 'x');
    }
  },
});

describe('an archive', () => {
  it('is as long as it was said to be, and the same every time', async () => {
    const entries = [entryOf('one.txt', 'content'), entryOf('empty', ''), large(300_000, { count: 0 })];
    const bytes = await bytesOf(entries);
    expect(bytes.length).toBe(tarSize(entries));
    expect(bytes.equals(await bytesOf(entries))).toBe(true);
    expect(bytes.subarray(0, 7).toString()).toBe('one.txt');
    expect(bytes.subarray(512, 519).toString()).toBe('content');
    expect(bytes.subarray(257, 265).toString('latin1')).toBe('ustar\u000000');
  });
  it('is made no faster than it is read, and no further', async () => {
    const pulled = { count: 0 };
    for await (const piece of tar([large(100 * 65_536, pulled)])) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(pulled.count).toBeLessThan(10);
  });
  it('fails when a file is not what it was', async () => {
    const gone: TarEntry = {
      name: 'gone',
      size: 4,
      async *content() {
        throw new Error('the file is gone');
      },
    };
    await expect(bytesOf([gone])).rejects.toThrow('the file is gone');
  });
  it('refuses a file that a header cannot describe', () => {
    expect(() => tarSize([large(8 * 1024 ** 3, { count: 0 })])).toThrow(
      expect.objectContaining({ code: 'EVIDENCE.TOO_LARGE' }),
    );
  });
});
