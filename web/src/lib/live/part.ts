import { updated } from '$app/state';
import { patient } from './patient.js';

/** A part of the page that is loaded when it is needed. One that stays away may belong to an older console: that is looked up, and the banner says so. */
export const part = <T>(load: () => Promise<T>): Promise<T> =>
  patient(load, () => void updated.check().catch(() => false));
