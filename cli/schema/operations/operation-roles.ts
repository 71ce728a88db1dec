import { type ASTNode, type DocumentNode, Kind, type Location, type Token, TokenKind } from 'graphql';
import { clientRoles } from '../changes/access/viewing.ts';

/** A fault in a comment `# roles:`. */
export interface RolesFault {
  line: number;
  column: number;
  reason: string;
}

export interface OperationRoles {
  /** The roles that each operation runs as, by its node. */
  of: ReadonlyMap<ASTNode, readonly string[]>;
  faults: readonly RolesFault[];
}

const rolesComment = /^\s*roles\s*:(.*)$/i;

/**
 * Reads the comments `# roles: anonymous, passenger` above the operations of a document. An operation without one runs as every role, and
 * so does one whose comment has a fault.
 */
export function rolesOf({ definitions, loc }: DocumentNode): OperationRoles {
  const faults: RolesFault[] = [];
  const of = new Map<ASTNode, readonly string[]>();
  const unread = new Set(loc ? commentsFrom(loc) : []);
  for (const operation of definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const before = faults.length;
    const comments = commentsAbove(operation.loc).filter((each) => unread.delete(each));
    const roles = comments.flatMap((comment) => namesIn(comment, faults));
    const [, second] = comments;
    if (second) faults.push(faultAt(second, 'An operation has one comment "# roles:".'));
    of.set(operation, faults.length > before || roles.length === 0 ? clientRoles : roles);
  }
  for (const comment of unread) faults.push(faultAt(comment, 'The comment "# roles:" is above no operation.'));
  return { of, faults };
}

function namesIn(comment: Token, faults: RolesFault[]): string[] {
  const names = (rolesComment.exec(comment.value)?.[1] ?? '').split(',').map((name) => name.trim());
  for (const name of names) {
    if (!clientRoles.includes(name))
      faults.push(faultAt(comment, `Unknown role "${name}". The roles are ${clientRoles.join(', ')}.`));
  }
  return names;
}

function commentsAbove(loc: Location | undefined): Token[] {
  const comments: Token[] = [];
  for (let token = loc?.startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev)
    if (rolesComment.test(token.value)) comments.unshift(token);
  return comments;
}

function* commentsFrom({ startToken }: Location): Iterable<Token> {
  for (let token: Token | null = startToken; token; token = token.next)
    if (token.kind === TokenKind.COMMENT && rolesComment.test(token.value)) yield token;
}

function faultAt({ line, column }: Token, reason: string): RolesFault {
  return { line, column, reason };
}
