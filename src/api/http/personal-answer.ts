import { StreamableFile } from '@nestjs/common';
import { holdsEncrypted, mapEncrypted } from '../../domain/kernel/encrypted.js';
import type { Json } from '../../domain/kernel/json.js';
import type { Role } from '../../domain/operator/events.js';
import { mayReadPersonalData } from '../../domain/operator/roles.js';
import type { PersonalDataReader } from '../ports.js';

/** What those see of personal data who may not read it. */
export const PERSONAL = '[personal]';

/**
 * An answer as its reader may see it, whatever the endpoint: personal data opened for those who work with it, `[erased]` where a key is gone,
 * `[personal]` for everybody else. Exports go out as they are stored: they are evidence.
 */
export async function personalAnswer(
  answer: unknown,
  roles: readonly Role[],
  personal: PersonalDataReader,
): Promise<unknown> {
  if (answer instanceof StreamableFile || !holdsEncrypted(answer)) return answer;
  const json = answer as Json;
  return mayReadPersonalData(roles) ? personal.open(json) : mapEncrypted(json, () => PERSONAL);
}
