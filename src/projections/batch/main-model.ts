import type pg from 'pg';
import type { Recorded } from '../../domain/kernel/envelope.js';
import type { BlobStore, FeedBatch } from '../../domain/kernel/ports.js';
import type { RunDocument } from '../runs/document.js';
import { paint } from '../runs/picture.js';
import { Changes, tableChanges } from './changes.js';
import { Definitions } from './definitions.js';
import { fold } from './fold.js';
import type { GroupFold, GroupModel } from './group.js';
import { WorkingSet } from './working-set.js';

/** The rows of everything but the audit: folded into the rows that are there. */
export class MainModel implements GroupModel {
  private readonly working: WorkingSet;
  private readonly definitions: Definitions;

  constructor(client: pg.ClientBase, schema: string, blobs: Pick<BlobStore, 'get'>) {
    this.working = new WorkingSet(client, schema);
    this.definitions = new Definitions(blobs);
  }

  async prepare(items: FeedBatch['items']): Promise<void> {
    await this.definitions.prepare(items);
    await this.working.load(items);
  }

  begin(): GroupFold {
    const changes = new Changes();
    const touched = new Set<RunDocument>();
    return {
      health: changes,
      event: (event: Recorded, position: bigint): void => {
        const doc = fold(event, position, this.working, this.definitions, changes);
        if (doc) touched.add(doc);
      },
      finish: () => {
        for (const doc of touched) paint(doc);
        return {
          changes: tableChanges(changes),
          runs: [...touched].map(({ run }) => ({ runId: run.runId, revision: run.revision })),
        };
      },
    };
  }

  forget(): void {
    this.working.forget();
  }
  lookAgain(): void {
    this.definitions.forgetMissing();
  }
  trim(): void {
    this.working.trim();
  }
}
