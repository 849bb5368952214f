import { expect, test, vi } from 'vitest';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { canonicalize } from '../../../src/domain/kernel/json.js';
import { sha256 } from '../../../src/commands/hashing.js';
import { Definitions } from '../../../src/commands/run/definitions.js';

test.each([
  ['versions', { versions: 2, steps: 1_000 }],
  ['steps', { versions: 1_000, steps: 20 }],
])('only so many %s are kept compiled, those that were used last', async (_, most) => {
  const { blobs, dispose } = memoryStore();
  try {
    const definitions = new Definitions(blobs, most);
    const get = vi.spyOn(blobs, 'get');
    const use = async (id: string): Promise<void> => {
      const steps = Array.from({ length: 10 }, (_, i) => ({ id: `s${i}`, agent: 'noop', output: true }));
      const text = canonicalize({ id, name: id, steps });
      await definitions.get(sha256(text), await blobs.put(text, sha256(text)));
    };
    for (const id of ['one', 'two', 'one', 'three', 'one']) await use(id);
    expect(get).toHaveBeenCalledTimes(3);
    await use('two');
    expect(get).toHaveBeenCalledTimes(4);
  } finally {
    dispose();
  }
});
