import { raw, sql } from '@mikro-orm/postgresql';
import type { Sql } from '#platform/database/keyset-query.ts';
import { optionalText } from '#platform/text.ts';
import { foldSearchText } from './fold-search-text.ts';

/** Characters of a search. */
const maxSearchLength = 256;

/** The words of a search that are matched one by one. Further words are matched as one phrase. */
const maxWords = 8;

/** Digits below which a word is not taken for a part of a phone number. */
const fewestDigits = 4;

const noAccount: Sql = sql`false`;

/**
 * The conditions that accounts meet on which every word of a search is found: in the name or the email anywhere, or at the start of
 * a word when it has one or two characters, or in the phone number, in its local or international form, when it has four digits or
 * more. A phone number may be written in several words. A blank search has no condition.
 *
 * @throws Refusal BAD_USER_INPUT when the search is too long.
 */
export function matchSearch(search: string | null | undefined): Sql[] {
  const text = optionalText(search, 'search', maxSearchLength);
  if (text === null) return [];
  const folded = foldSearchText(text);
  const words = wordsOf(folded);
  // It has nothing but marks, which are not searched for.
  if (words.length === 0) return [noAccount];
  const everyWord = words.map((word) => anyOf([inName(word), ...inPhoneNumber(word)].map(contains)));
  if (words.length === 1) return everyWord;
  const phoneNumber = inPhoneNumber(folded).map(contains);
  return phoneNumber.length === 0 ? everyWord : [anyOf([joined(everyWord, ' and '), ...phoneNumber])];
}

function wordsOf(folded: string): string[] {
  const words = folded.split(' ').filter((word) => word !== '');
  return words.length <= maxWords ? words : [...words.slice(0, maxWords - 1), words.slice(maxWords - 1).join(' ')];
}

/** What `account_search_text` has if a name or email has the word. Fewer than three characters are searched after a space. */
const inName = (word: string): string => ([...word].length < 3 ? ` ${word}` : word);

const phoneNumberLike = /^\(?\+?[\d ()./\u2010-\u2015-]*$/;

/** What `account_search_text` has if a phone number has the digits: one text for each way to read them. */
function inPhoneNumber(text: string): string[] {
  if (!phoneNumberLike.test(text)) return [];
  const digits = text.replace(/\D/g, '');
  if (text.includes('+')) return [fromStart(digits)];
  if (digits.length < fewestDigits) return [];
  if (digits.startsWith('00')) return [anywhere(digits), fromStart(digits.slice(2))];
  return digits.startsWith('0') ? [anywhere(digits), anywhere(digits.slice(1))] : [anywhere(digits)];
}

// The characters of phone numbers in `account_search_text`.
const anywhere = (digits: string): string => digits.replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'.charAt(Number(digit)));
const fromStart = (digits: string): string => ` ⁺${anywhere(digits)}`;

/** The second condition follows from the first and has an index. */
function contains(needle: string): Sql {
  const pattern = `%${needle.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(search_text like ${pattern} and account_search_grams(search_text) @> account_search_grams(${needle}))`;
}

const anyOf = (conditions: readonly Sql[]): Sql => joined(conditions, ' or ');

function joined(conditions: readonly Sql[], between: string): Sql {
  const text = conditions.map((condition) => condition.sql).join(between);
  return raw(
    `(${text})`,
    conditions.flatMap(({ params }) => params),
  );
}
