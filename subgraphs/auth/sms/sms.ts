import type { RequestClient } from 'twilio';
import type { Log } from '#platform/log.ts';
import type { SendCode } from '../domain/codes/request-otp.ts';

/** An account at Twilio, and whom its messages are from: a number or a messaging service. */
export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  from: string;
}

/** What a phone is told, in both languages: nobody has said yet which one its owner speaks. */
const textOf = (code: string): string => `${code} هو رمز الدخول إلى مسار إيجل.\n${code} is your Masar Eagle code.`;

/** Text messages by Twilio. Fails where Twilio does not take one; `requests` stands for its network in tests. */
export async function smsByTwilio(settings: TwilioSettings, requests?: RequestClient): Promise<SendCode> {
  const { accountSid, authToken, from } = settings;
  // Only where it is used: the SDK is large.
  const { default: twilio } = await import('twilio');
  const client = twilio(accountSid, authToken, { lazyLoading: true, ...(requests ? { httpClient: requests } : {}) });
  const sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
  return async (to, code) => {
    await client.messages.create({ to, body: textOf(code), ...sender });
  };
}

/**
 * In place of a provider of text messages: a log line. In development it tells the code, so that one can sign in by it; in
 * production neither the code nor the number appears.
 */
export function smsToLog(log: Log, production: boolean): SendCode {
  return async (phoneNumber, code) => {
    if (production) log.warn('no provider of text messages is configured: a code was not sent');
    else log.info({ to: `...${phoneNumber.slice(-2)}`, text: code }, 'a one-time code');
  };
}
