import { z } from 'zod';
import { runEvents } from './events.js';

/** A result that a replay keeps, exactly as its StepCarriedOver will say it. */
export const KeptResult = runEvents.StepCarriedOver;
export type KeptResult = z.infer<typeof KeptResult>;

/** What the blob of a replay holds that its first event names: every kept result, in the order in which they are carried over. */
export const KeptResults = z.array(KeptResult);
