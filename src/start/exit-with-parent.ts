import { orphanGraceMs } from './timing.js';

/**
 * Loaded into every child (`node --import`): when the launcher is gone, however it ended, its end of the channel closes and
 * the child shuts down as it would on SIGTERM; if it does not, it is ended. So a killed launcher leaves nothing serving.
 */
process.once('disconnect', () => {
  setTimeout(() => process.exit(1), orphanGraceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Listening keeps the channel, and with it the process, open: a child that has nothing left to do may end.
process.channel?.unref();
