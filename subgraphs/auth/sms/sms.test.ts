import { expect, test } from '@jest/globals';
import type { RequestClient } from 'twilio';
import { createLog } from '#platform/log.ts';
import { smsByTwilio, smsToLog } from './sms.ts';

interface Request {
  method: string;
  uri: string;
  data?: Record<string, string>;
}

/** A stand-in for Twilio's HTTP client that records requests and answers each with this status. */
function network(statusCode: number) {
  const sent: Request[] = [];
  const client = {
    request: async (request: Request) => {
      sent.push(request);
      return {
        statusCode,
        body: statusCode < 300 ? { sid: 'SM1' } : { code: 21211, message: 'no such number as +966500000001' },
      };
    },
  } as unknown as RequestClient;
  return { sent, client };
}

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token', from: '+15005550006' };

test('sends a code by Twilio, in both languages', async () => {
  const { sent, client } = network(201);
  await (await smsByTwilio(account, client))('+966500000001', '123456');
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    uri: expect.stringContaining(`/Accounts/${account.accountSid}/Messages.json`),
    data: { To: '+966500000001', From: account.from, Body: expect.stringMatching(/123456.*مسار[\s\S]*123456 is your/) },
  });
});

test('sends from a messaging service when one is configured', async () => {
  const { sent, client } = network(201);
  const from = `MG${'1'.repeat(32)}`;
  await (await smsByTwilio({ ...account, from }, client))('+966500000001', '123456');
  expect(sent[0]?.data).toMatchObject({ MessagingServiceSid: from });
});

test('fails when Twilio refuses the message, without the number and the code', async () => {
  const { client } = network(400);
  const failure = await (await smsByTwilio(account, client))('+966500000001', '123456').catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 21211, message: 'Twilio has not accepted a message (21211, HTTP 400)' });
  const lines: string[] = [];
  createLog({ name: 'auth', level: 'info', stream: { write: (line) => lines.push(line) } }).error({ err: failure });
  expect(lines.join('')).not.toMatch(/966500000001|123456/);
});

test('without a provider logs the code in development, and neither code nor number in production', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'auth', level: 'info', stream: { write: (line) => lines.push(line) } });
  await smsToLog(log, false)('+966500000001', '123456');
  expect(lines.join('')).toContain('123456');
  expect(lines.join('')).not.toContain('+966500000001');
  lines.length = 0;
  await smsToLog(log, true)('+966500000001', '123456');
  expect(lines.join('')).toContain('not sent');
  expect(lines.join('')).not.toMatch(/123456|0001/);
});
