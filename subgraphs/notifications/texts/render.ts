import { readFileSync } from 'node:fs';
import path from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';

/** The keys of the message files. */
export const textKeys = [
  'BOOKING_REQUESTED',
  'BOOKING_CONFIRMED_AT_ONCE',
  'BOOKING_CONFIRMED',
  'BOOKING_CANCELLED_FOR_PASSENGER',
  'BOOKING_CANCELLED_FOR_DRIVER',
  'TRIP_UPDATED',
  'TRIP_STARTED',
  'TRIP_COMPLETED',
  'TRIP_CANCELLED',
  'TRIP_REMINDER_FOR_PASSENGER',
  'TRIP_REMINDER_FOR_DRIVER',
  'WAITLIST_BOOKED',
] as const;
export type TextKey = (typeof textKeys)[number];

export const locales = ['AR', 'EN'] as const;
export type Locale = (typeof locales)[number];

export type TextParameters = Record<string, string | number | boolean | Date>;

export interface Text {
  title: string;
  body: string;
}

/** Both languages use the Gregorian calendar and Latin digits, as the tickets and the app do. */
const languages: Record<Locale, { file: string; tag: string }> = {
  AR: { file: 'ar.json', tag: 'ar-u-ca-gregory-nu-latn' },
  EN: { file: 'en.json', tag: 'en-GB' },
};

const messageFile = z.record(z.enum(textKeys), z.object({ title: z.string(), body: z.string() }).strict());

/** Renders a text in a language. Throws when a parameter is missing, which is a bug. */
export type Render = (locale: Locale, key: TextKey, parameters: TextParameters) => Text;

/** Reads the message files and formats times in the time zone. Throws when a text is missing or malformed. */
export function textsIn(timeZone: string): Render {
  const formats = {
    date: {
      departure: { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone },
    },
    number: { amount: { maximumFractionDigits: 2 } },
  } as const;
  const inLanguage = ({ file, tag }: { file: string; tag: string }) => {
    const messages = messageFile.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8')));
    const compile = (message: string) => new IntlMessageFormat(message, tag, formats);
    return new Map(
      textKeys.map((key) => [key, { title: compile(messages[key].title), body: compile(messages[key].body) }]),
    );
  };
  const texts = { AR: inLanguage(languages.AR), EN: inLanguage(languages.EN) };
  return (locale, key, parameters) => {
    const text = texts[locale].get(key);
    if (!text) throw new Error(`no text has the key ${key}`);
    return { title: String(text.title.format(parameters)), body: String(text.body.format(parameters)) };
  };
}
