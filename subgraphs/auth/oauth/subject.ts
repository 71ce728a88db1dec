/** The subject that the OAuth library keeps for a sign-in at the page: the account and the phone number that it verified. */
export const formatSubject = (accountId: string, phoneNumber: string): string => `${accountId} ${phoneNumber}`;

export function parseSubject(subject: string): { accountId: string; phoneNumber: string } {
  const [accountId = '', phoneNumber = ''] = subject.split(' ');
  return { accountId, phoneNumber };
}
