import { expect, test, vi } from 'vitest';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { canonicalize } from '../../../src/domain/kernel/json.js';
import { sha256 } from '../../../src/commands/hashing.js';
import { Definitions } from '../../../src/commands/run/definitions.js';

test('only so many definitions are kept compiled, those that were used last', async () => {
  const { blobs, dispose } = memoryStore();
  try {
    const definitions = new Definitions(blobs, 2);
    const get = vi.spyOn(blobs, 'get');
    const use = async (id: string): Promise<void> => {
      const text = canonicalize({ id, name: id, steps: [{ id: 'a', agent: 'noop', output: true }] });
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
