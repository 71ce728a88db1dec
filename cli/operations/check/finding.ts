import type { Remark } from '../../schema/operations/remark.ts';

/** Something about an operation that its client should know before it ships. */
export interface Finding extends Remark {
  /** The name of the operation. */
  operation: string;
}
