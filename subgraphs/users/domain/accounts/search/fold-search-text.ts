import { foldArabicLetters } from '#platform/arabic-letters.ts';

const accents = /[\u0300-\u036f]/g;
const blanks = /[\t-\r \u1680\u2028\u2029]+/g;

/** Characters and what they fold to: capital letters without accents, and the digits of Arabic and Persian. */
const characters = [
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZÆÐØÞĐĦŊŒŦ', 'abcdefghijklmnopqrstuvwxyzæðøþđħŋœŧ'],
  ['ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς', 'αβγδεζηθικλμνξοπρστυφχψωσ'],
  ['АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏ', 'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџ'],
  ['٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'],
] as const;
const folded = new Map(characters.flatMap(([from, to]) => [...from].map((character, at) => [character, to[at] ?? ''])));
const foldable = new RegExp(`[${[...folded.keys()].join('')}]`, 'g');

/**
 * Folds a text as the database's function `account_search_text` folds names and emails: without case, accents and optional Arabic
 * marks, with one letter for each group of interchangeable Arabic letters, ASCII digits, and single spaces between words.
 */
export function foldSearchText(text: string): string {
  return foldArabicLetters(text.normalize('NFKD').replace(accents, ''))
    .replace(foldable, (character) => folded.get(character) ?? character)
    .replace(blanks, ' ')
    .trim();
}
