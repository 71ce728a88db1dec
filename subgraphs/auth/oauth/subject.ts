/** Who signed in at the page, as the library is told it: the account and the phone that proved it. */
export const subjectOf = (accountId: string, phoneNumber: string): string => `${accountId} ${phoneNumber}`;

export function subjectFrom(subject: string): { accountId: string; phoneNumber: string } {
  const [accountId = '', phoneNumber = ''] = subject.split(' ');
  return { accountId, phoneNumber };
}
