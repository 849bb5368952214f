import { type FieldReader } from '../wire/protobuf.js';
import { Code, RpcError } from '../wire/rpc-error.js';
import { readStreamIdentifier } from './append-request.js';

/** A position as a client gives it. The prepare part only matters when it is smaller than the commit part. */
export interface PositionPair {
  commit: number;
  prepare: number;
}

export interface FilterOptions {
  on: 'stream' | 'type';
  /** Empty when prefixes are given. */
  regex: string;
  prefixes: string[];
  maxSearchWindow: number;
  checkpointIntervalMultiplier: number;
}

export interface ReadRequest {
  source:
    | { kind: 'stream'; name: string; from: number | 'start' | 'end' }
    | { kind: 'all'; from: PositionPair | 'start' | 'end' };
  backwards: boolean;
  resolveLinks: boolean;
  /** undefined = a subscription. */
  count: number | undefined;
  filter: FilterOptions | undefined;
  structuredIds: boolean;
}

/** What real servers look at before they may send a checkpoint, unless the client says otherwise. */
const DEFAULT_SEARCH_WINDOW = 32;

export function readRequest(message: FieldReader): ReadRequest {
  let source: ReadRequest['source'] | undefined;
  let subscription = false;
  const request: Omit<ReadRequest, 'source'> = {
    backwards: false,
    resolveLinks: false,
    count: undefined,
    filter: undefined,
    structuredIds: false,
  };
  const options = optionsOf(message);
  while (options.next()) {
    switch (options.field) {
      case 1:
        source = readStreamOptions(options.message());
        break;
      case 2:
        source = readAllOptions(options.message());
        break;
      case 3:
        request.backwards = options.value === 1;
        break;
      case 4:
        request.resolveLinks = options.value !== 0;
        break;
      case 5:
        request.count = options.value;
        break;
      case 6:
        subscription = true;
        break;
      case 7:
        request.filter = readFilter(options.message());
        break;
      case 9:
        request.structuredIds = isStructured(options.message());
        break;
    }
  }
  if (!source) throw new RpcError(Code.INVALID_ARGUMENT, 'A read needs a stream or $all.');
  if (source.kind === 'stream' && source.name === '')
    throw new RpcError(Code.INVALID_ARGUMENT, 'A read needs the name of a stream.');
  // A count of 0 is not on the wire: no count and no subscription means just that.
  return { ...request, source, count: subscription ? undefined : (request.count ?? 0) };
}

function optionsOf(message: FieldReader): FieldReader {
  while (message.next()) if (message.field === 1) return message.message();
  throw new RpcError(Code.INVALID_ARGUMENT, 'A read needs options.');
}

function readStreamOptions(reader: FieldReader): ReadRequest['source'] {
  let name = '';
  let from: number | 'start' | 'end' = 'start';
  while (reader.next()) {
    if (reader.field === 1) name = readStreamIdentifier(reader.message()).toString('utf8');
    else if (reader.field === 2) from = reader.value;
    else if (reader.field === 3) from = 'start';
    else if (reader.field === 4) from = 'end';
  }
  return { kind: 'stream', name, from };
}

function readAllOptions(reader: FieldReader): ReadRequest['source'] {
  let from: PositionPair | 'start' | 'end' = 'start';
  while (reader.next()) {
    if (reader.field === 1) {
      const position = { commit: 0, prepare: 0 };
      const pair = reader.message();
      while (pair.next()) {
        if (pair.field === 1) position.commit = pair.value;
        else if (pair.field === 2) position.prepare = pair.value;
      }
      from = position;
    } else if (reader.field === 2) from = 'start';
    else if (reader.field === 3) from = 'end';
  }
  return { kind: 'all', from };
}

function readFilter(reader: FieldReader): FilterOptions {
  const filter: FilterOptions = {
    on: 'stream',
    regex: '',
    prefixes: [],
    maxSearchWindow: DEFAULT_SEARCH_WINDOW,
    checkpointIntervalMultiplier: 0,
  };
  while (reader.next()) {
    if (reader.field === 1 || reader.field === 2) {
      filter.on = reader.field === 1 ? 'stream' : 'type';
      const expression = reader.message();
      while (expression.next()) {
        if (expression.field === 1) filter.regex = expression.text();
        else if (expression.field === 2) filter.prefixes.push(expression.text());
      }
    } else if (reader.field === 3) filter.maxSearchWindow = reader.value;
    else if (reader.field === 5) filter.checkpointIntervalMultiplier = reader.value;
  }
  return filter;
}

function isStructured(reader: FieldReader): boolean {
  while (reader.next()) if (reader.field === 1) return true;
  return false;
}
