import type { ASTNode } from 'graphql';

/** Something about an operation that its client should know before it ships. */
export interface Finding {
  /** The name of the operation. */
  operation: string;
  /** `fault`: the gateway refuses the operation, or a part of it for every role. `warning`: it may, or will one day. */
  severity: 'fault' | 'warning';
  /** The error code that the client would get, or UNPLANNABLE, DEPRECATED, NOT_ALLOWED or MISNAMED. */
  code: string;
  message: string;
  /** The place in the text of the operation. */
  line: number;
  column: number;
}

/** What a finding says beside the operation's name. */
export type Remark = Omit<Finding, 'operation'>;

/** The place of a node; the beginning of the text for none. */
export function placeOf(node: ASTNode | undefined): { line: number; column: number } {
  const { line, column } = node?.loc?.startToken ?? { line: 1, column: 1 };
  return { line, column };
}
