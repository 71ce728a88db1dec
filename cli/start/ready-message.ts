import { demoAccounts } from '../seed/demo-accounts.ts';
import type { PlatformSettings } from './settings.ts';

/** What the terminal shows once everything answers. */
export function readyMessage({ host, port, demoOtp }: Pick<PlatformSettings, 'host' | 'port' | 'demoOtp'>): string {
  const base = `http://${host}:${port}`;
  const { passengers, drivers, admin } = demoAccounts;
  const range = (people: readonly { phoneNumber: string }[]) =>
    `${people[0]?.phoneNumber} to ${people.at(-1)?.phoneNumber}`;
  return `
Masar Eagle is ready.

  GraphQL and Sandbox  ${base}/graphql
  GraphiQL             ${base}/graphiql
  Subscriptions        ${base.replace('http', 'ws')}/graphql
  Health, metrics      ${base}/health/ready  ${base}/metrics

  Passengers           ${range(passengers)}  code ${demoOtp}
  Drivers              ${range(drivers)}  code ${demoOtp}
  Admin                ${admin.email}  password ${admin.password}

Ctrl-C stops it. A first taste, in another terminal: npm run tour
`;
}
