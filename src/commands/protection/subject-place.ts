import type { Json } from '../../domain/kernel/json.js';
import { memberOf, pointerKeys, type Path } from './schema-marks.js';

/**
 * Where a schema says that the id of a person stands:
 * - `/customer/id`: a JSON Pointer (RFC 6901) into the value that the schema describes (the run's input, a step's output);
 * - `1/id`: so many levels up from the marked value, then down: `1/id` is the member `id` beside it, `0` the value itself;
 * - `input:/customer/id`: the same as the first, in the run's input.
 */
const FORM = /^(?:(?:input:)?(?:\/(?:[^/~]|~[01])*)+|\d{1,2}(?:\/(?:[^/~]|~[01])*)*)$/;
const RUN_INPUT = 'input:';

export const isSubjectPlace = (text: string): boolean => FORM.test(text);
export const isInRunInput = (place: string): boolean => place.startsWith(RUN_INPUT);

/** The id of the person; undefined when it is missing, or is no text and no number. */
export function subjectIn(place: string, root: Json, at: Path, runInput: Json | undefined): string | undefined {
  const found = isInRunInput(place)
    ? down(runInput, place.slice(RUN_INPUT.length))
    : place.startsWith('/')
      ? down(root, place)
      : fromHere(place, root, at);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

function fromHere(place: string, root: Json, at: Path): Json | undefined {
  const levels = Number.parseInt(place, 10);
  if (levels > at.length) return undefined;
  const up = at.slice(0, at.length - levels).reduce<Json | undefined>(memberOf, root);
  return down(up, place.slice(String(levels).length));
}

const down = (value: Json | undefined, pointer: string): Json | undefined =>
  pointerKeys(pointer).reduce<Json | undefined>(memberOf, value);
