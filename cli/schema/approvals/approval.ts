/** The file with the approvals, in the root of the project. */
export const approvalsFile = 'schema-approvals.yml';

/** An entry of the file: a change that is intended. */
export interface Approval {
  /** The code of the change, such as FIELD_REMOVED. */
  code: string;
  /** The path of the change, such as `Trip.price`. */
  path: string;
  reason: string;
  /** Who approves it. */
  who: string;
  /** The last day on which it counts, such as `2027-01-31`, in UTC. */
  until: string;
  /** The line of the entry. */
  line: number;
}

/** What an approval is known by: two entries with the same text are one. */
export function approvedChange({ code, path }: { code: string; path: string }): string {
  return `${code} ${path}`;
}
