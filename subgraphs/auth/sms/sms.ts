import type { RequestClient } from 'twilio';
import type { Log } from '#platform/log.ts';
import type { SendCode } from '../domain/codes/request-otp.ts';

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** A phone number, or the id of a messaging service. */
  from: string;
}

/** The message, in both languages: the language of a phone's owner is not known before the sign-in. */
const textOf = (code: string): string => `${code} هو رمز الدخول إلى مسار إيجل.\n${code} is your Masar Eagle code.`;

/** Sends codes by Twilio. The function that it returns fails when Twilio does not accept a message. */
export async function smsByTwilio(settings: TwilioSettings, httpClient?: RequestClient): Promise<SendCode> {
  const { accountSid, authToken, from } = settings;
  // Imported only where it is configured: the SDK is large.
  const { default: twilio } = await import('twilio');
  const client = twilio(accountSid, authToken, { lazyLoading: true, ...(httpClient ? { httpClient } : {}) });
  const sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
  return async (to, code) => {
    try {
      await client.messages.create({ to, body: textOf(code), ...sender });
    } catch (error) {
      throw refusalOf(error);
    }
  };
}

/** Why a message was not accepted, without the texts of Twilio's errors, which quote the number. */
function refusalOf(error: unknown): Error {
  const { code, status } = error as { code?: unknown; status?: unknown };
  const known = [code, status].filter((each) => typeof each === 'number' || /^[A-Z_]+$/.test(String(each)));
  return Object.assign(new Error(`Twilio has not accepted a message (${known.join(', HTTP ')})`), { code: known[0] });
}

/** Logs instead of sending. In development the line has the code; in production it has neither code nor number. */
export function smsToLog(log: Log, production: boolean): SendCode {
  return async (phoneNumber, code) => {
    if (production) log.warn('no SMS provider is configured: a one-time code was not sent');
    else log.info({ to: `...${phoneNumber.slice(-2)}`, text: code }, 'a one-time code');
  };
}
