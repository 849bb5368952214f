import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryDisk, program } from './machine.js';

describe('the machine', () => {
  it.skipIf(!existsSync('/dev/shm'))('tells a memory disk from a real one', () => {
    expect([memoryDisk('/dev/shm'), memoryDisk(import.meta.dirname)]).toEqual(['tmpfs', undefined]);
  });

  it('has a program when it runs, and says what to do when there is none', () => {
    expect(program(process.execPath, 'install it')).toEqual({ path: process.execPath });
    expect(program('/nowhere/redis-server', 'install it')).toEqual({ why: 'install it' });
  });
});
