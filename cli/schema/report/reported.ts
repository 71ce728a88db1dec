import type { SchemaCheck } from '../check/check-schema.ts';

/** The check ended without a verdict. */
export interface CouldNotRun {
  outcome: 'could-not-run';
  ok: false;
  reason: string;
}

/** What a report is made of. */
export type Reported = SchemaCheck | CouldNotRun;
