import type { DomainEvent } from '../domain/kernel/envelope.js';
import { jsonDifferences } from '../domain/kernel/json-difference.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { StreamVerification } from '../domain/kernel/redecide.js';
import type { ReplyOf } from './contract/endpoints.js';

/** Places of a difference that are told. */
const MOST_FIELDS = 50;

export function verificationView({
  difference,
  notDecided,
  ...verified
}: StreamVerification): ReplyOf<'verifyRunReplay'> {
  return { ...verified, notDecided: [...notDecided], difference: difference ? differenceView(difference) : null };
}

function differenceView(difference: NonNullable<StreamVerification['difference']>) {
  const { revision, eventId, command, refused } = difference;
  const recorded = eventView(difference.recorded);
  const decided = eventView(difference.decided);
  const fields = recorded && decided ? jsonDifferences(recorded, decided, MOST_FIELDS) : [];
  return {
    revision,
    eventId: eventId ?? null,
    command,
    recorded,
    decided,
    refused: refused ?? null,
    fields: fields.map(({ path, before, after }) => ({
      path,
      ...(before === undefined ? {} : { recorded: before }),
      ...(after === undefined ? {} : { decided: after }),
    })),
  };
}

/** As it is compared: members that are undefined are not there. */
function eventView(event: DomainEvent | undefined): { readonly type: string; readonly data: Json } | null {
  if (!event) return null;
  const data: Json = JSON.parse(canonicalize(event.data));
  return { type: event.type, data };
}
