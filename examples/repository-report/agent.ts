/** The agents of repository-report, in one process. */
import { connectAgent } from '../agents/connect.js';
import { capabilities } from './capabilities.js';

await connectAgent({ name: 'repository-report', maxConcurrent: 8, capabilities });
