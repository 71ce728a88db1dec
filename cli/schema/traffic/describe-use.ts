import type { NoticingUse, UseOfChange } from './excuse.ts';

/** Operations that are listed of one change. */
const maxListed = 5;

/** Says in lines who has used what a breaking change breaks, since a day such as `2031-02-03`. */
export function describeUse(
  { isUnused, requests, percent, noticedBy, clientOperations }: UseOfChange,
  since: string,
): string[] {
  const listed = noticedBy.slice(0, maxListed).map(describe);
  const more = noticedBy.length - listed.length;
  return [
    ...(clientOperations.length > 0 ? [`used in clients/ by ${clientOperations.join(', ')}`] : []),
    ...(requests === 0
      ? [`no request since ${since} uses it`]
      : [
          `used by ${count(requests)} since ${since} (${share(percent)})${isUnused ? ', which is below the threshold' : ''}:`,
        ]),
    ...listed.map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function describe({ clientName, clientVersion, operationName, kind, requests }: NoticingUse): string {
  const client = `${clientName || '(a client without a name)'}${clientVersion ? `@${clientVersion}` : ''}`;
  const operation = kind === '' ? operationName || 'any operation' : `${kind} ${operationName || '(without a name)'}`;
  return `${client}  ${operation}  ${count(requests)}`;
}

const count = (requests: number): string =>
  requests === 1 ? '1 request' : `${requests.toLocaleString('en')} requests`;

const share = (percent: number): string => (percent < 0.01 ? 'less than 0.01 %' : `${Number(percent.toFixed(2))} %`);
