import { formatPath } from '../../domain/kernel/edge-json.js';

/** Where a member's key, or an item, begins; with what is in it. A tree, because paths written out could be as long as the text, each. */
export interface JsonPlace {
  readonly offset: number;
  /** After a value that has no parts; after the key of one that has, or its first bracket. */
  readonly end: number;
  readonly parts: ReadonlyMap<string | number, JsonPlace>;
}

/** What JSON.parse does not tell of a text: where everything stands, and which keys are there twice. */
export interface JsonPlaces {
  readonly root: JsonPlace;
  /** The first 20. */
  readonly duplicates: readonly { readonly path: string; readonly offset: number; readonly end: number }[];
}

interface Open {
  readonly parts: Map<string | number, JsonPlace>;
  readonly parent: Open | undefined;
  readonly name: string | number;
  readonly isObject: boolean;
  index: number;
  /** The member whose value comes next. */
  key: string | undefined;
  keyOffset: number;
  keyEnd: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const MAX_DUPLICATES = 20;
const NOTHING: ReadonlyMap<string | number, JsonPlace> = new Map();

/** Walks a text that JSON.parse accepted, without recursion. */
export function jsonPlaces(text: string): JsonPlaces {
  const duplicates: { path: string; offset: number; end: number }[] = [];
  let root: JsonPlace = { offset: 0, end: 0, parts: NOTHING };
  let top: Open | undefined;
  let expectKey = false;
  for (const { 0: token, index: offset } of text.matchAll(TOKEN)) {
    if (token === ':') continue;
    if (token === ',') {
      if (top?.isObject === true) expectKey = true;
      else if (top !== undefined) top.index++;
    } else if (token === '}' || token === ']') {
      top = top?.parent;
      expectKey = false;
    } else if (expectKey && top !== undefined) {
      top.key = String(JSON.parse(token));
      top.keyOffset = offset;
      top.keyEnd = offset + token.length;
      expectKey = false;
      if (top.parts.has(top.key) && duplicates.length < MAX_DUPLICATES)
        duplicates.push({ path: formatPath([...namesOf(top), top.key]), offset, end: offset + token.length });
    } else {
      const isObject = token === '{';
      const parts = isObject || token === '[' ? new Map<string | number, JsonPlace>() : NOTHING;
      const name: string | number = top === undefined || !top.isObject ? (top?.index ?? 0) : (top.key ?? '');
      const member = top?.isObject === true ? top : undefined;
      const place: JsonPlace = {
        offset: member?.keyOffset ?? offset,
        end: parts === NOTHING ? offset + token.length : (member?.keyEnd ?? offset + 1),
        parts,
      };
      if (top === undefined) root = place;
      else top.parts.set(name, place);
      if (parts instanceof Map && parts !== NOTHING)
        top = { parts, parent: top, name, isObject, index: 0, key: undefined, keyOffset: 0, keyEnd: 0 };
      expectKey = isObject;
    }
  }
  return { root, duplicates };
}

function namesOf(open: Open): (string | number)[] {
  const names: (string | number)[] = [];
  for (let at: Open | undefined = open; at?.parent !== undefined; at = at.parent) names.unshift(at.name);
  return names;
}
