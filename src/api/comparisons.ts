import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import { isBlobRef } from '../domain/kernel/payload.js';
import type { BlobStore } from '../domain/kernel/ports.js';
import { compareRuns, type PayloadPair } from '../domain/run/compare.js';
import { SideStory, type ComparedSide, type KeptPayload } from '../domain/run/compared-side.js';
import type { RunHistory } from '../domain/run/history.js';
import { DifferenceRoom } from '../domain/run/payload-difference.js';
import { WorkflowDefinition } from '../domain/workflow/definition.js';
import type { FieldChange } from '../domain/workflow/diff.js';
import { comparisonView } from './compare-views.js';
import type { Comparison, PayloadDifference, PlaceOfDifference } from './contract/compare.js';
import { BLOBS, HISTORY } from './ports.js';

/** A run, and the event that it is looked at; default: the last one. */
export interface Compared {
  readonly runId: string;
  readonly at: number | undefined;
}
/** A payload as its reader may see it. */
export type Open = (value: Json) => Json | Promise<Json>;

/** Values in the differences of one answer, in characters. What is over it is counted, and to be read at its event. */
const MOST_SHOWN = 1_000_000;
/** Larger payloads are not compared place by place; and this is all that is read for one answer, in bytes. */
const MOST_BLOB = 1024 * 1024;
const MOST_BLOBS = 16 * MOST_BLOB;

type Side = ComparedSide & { readonly last: number };

/** Two runs side by side, from the log. */
@Injectable()
export class Comparisons {
  constructor(
    @Inject(HISTORY) private readonly history: RunHistory,
    @Inject(BLOBS) private readonly blobs: Pick<BlobStore, 'get'>,
  ) {}

  /** Rejects with RUN.NOT_FOUND and RUN.NO_SUCH_EVENT. */
  async of(first: Compared, second: Compared, open: Open): Promise<Comparison> {
    const a = await this.side(first);
    const b = await this.side(second);
    const compared = compareRuns(a, b);
    const payloads = new Payloads(this.blobs, open);
    const input = compared.input ? await payloads.between(compared.input) : null;
    const steps = [];
    for (const { inputs, output, fields } of compared.steps)
      steps.push({
        fields: payloads.fields(fields),
        output: output ? await payloads.between(output) : null,
        inputs: inputs ? await payloads.between(inputs) : null,
      });
    return comparisonView({ a, b }, compared, { input, workflow: payloads.fields(compared.workflow), steps });
  }

  private async side({ runId, at }: Compared): Promise<Side> {
    const { state: run, head, at: moment, last } = await this.history.stateAt(runId, at);
    const story = new SideStory();
    for await (const event of this.history.events(runId, 0, head.revision)) story.tell(event);
    story.finish(Date.parse(moment));
    return {
      run,
      revision: head.revision,
      at: Date.parse(moment),
      last,
      definition: await this.definition(run),
      plan: await this.history.planOf(run),
      story,
    };
  }

  private async definition({ workflow }: Side['run']): Promise<WorkflowDefinition> {
    const parsed = WorkflowDefinition.safeParse(await this.blobs.get(workflow.definition));
    if (parsed.success) return parsed.data;
    throw new DomainError(
      'WORKFLOW.UNREADABLE',
      'unavailable',
      `The definition of ${workflow.id} v${workflow.version} cannot be read by this version of Mission Control.`,
    );
  }
}

/** Payloads of one answer: read, opened and compared while there is room. */
class Payloads {
  readonly #room = new DifferenceRoom(MOST_SHOWN);
  #bytes = MOST_BLOBS;

  constructor(
    private readonly blobs: Pick<BlobStore, 'get'>,
    private readonly open: Open,
  ) {}

  async between({ a, b }: PayloadPair): Promise<PayloadDifference> {
    const place = { a: a?.revision ?? null, b: b?.revision ?? null };
    const [before, after] = [await this.value(a), await this.value(b)];
    if (before === undefined || after === undefined) return { differences: [], more: false, compared: false, ...place };
    const { differences, more } = this.#room.between(before, after);
    return { differences: differences.map(placeView), more, compared: true, ...place };
  }

  fields(changes: readonly FieldChange[]): PlaceOfDifference[] {
    return changes.map(({ field, before, after }) =>
      placeView(
        this.#room.cut({
          path: field,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        }),
      ),
    );
  }

  /** Undefined: there is none, or it is too large. */
  private async value(payload: KeptPayload | undefined): Promise<Json | undefined> {
    const stored = payload?.value;
    if (stored === undefined) return undefined;
    if (!isBlobRef(stored)) return this.open(stored);
    const { size } = stored.$blob;
    if (size > MOST_BLOB || size > this.#bytes) return undefined;
    this.#bytes -= size;
    return this.open(await this.blobs.get(stored));
  }
}

const placeView = ({ cut, ...place }: ReturnType<DifferenceRoom['cut']>): PlaceOfDifference => ({
  ...place,
  ...(cut ? { cut: [...cut] } : {}),
});
