/** An event after which tokens that were issued before it are refused, or accepted again. */
export interface AccessEvent {
  effect: 'revoke' | 'restore';
  /** The field of its data that has the id of the session or the account. */
  idField: 'sid' | 'accountId';
}

export const accessEvents: Readonly<Record<string, AccessEvent>> = {
  'auth.session-ended.v1': { effect: 'revoke', idField: 'sid' },
  'users.account-deactivated.v1': { effect: 'revoke', idField: 'accountId' },
  'users.account-deleted.v1': { effect: 'revoke', idField: 'accountId' },
  'users.account-activated.v1': { effect: 'restore', idField: 'accountId' },
};

/** The subgraphs that publish them. */
export const accessEventSources = ['auth', 'users'] as const;
