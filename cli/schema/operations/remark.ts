import type { ASTNode } from 'graphql';

/** What a check says about an operation. */
export interface Remark {
  /** `fault`: the gateway refuses the operation, or a part of it for every role. `warning`: it may, or will one day. */
  severity: 'fault' | 'warning';
  /** The error code that the client would get, or UNPLANNABLE, DEPRECATED, NOT_ALLOWED or MISNAMED. */
  code: string;
  message: string;
  /** The place in the text of the operation. */
  line: number;
  column: number;
}

/** The place of a node; the beginning of the text for none. */
export function placeOf(node: ASTNode | undefined): { line: number; column: number } {
  const { line, column } = node?.loc?.startToken ?? { line: 1, column: 1 };
  return { line, column };
}
