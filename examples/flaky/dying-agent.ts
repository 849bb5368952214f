/**
 * The agent of flaky that dies: its process ends in the middle of the first attempt, without a word, as a crash does.
 * It has a process of its own, takes one step at a time, and is started again by ../agents/main.ts.
 */
import { connectAgent } from '../agents/connect.js';

await connectAgent({
  name: 'flaky-dying',
  maxConcurrent: 1,
  capabilities: {
    'flaky-dies': (task) => {
      if (task.attempt === 1) process.exit(1);
      return { attempt: task.attempt };
    },
  },
});
