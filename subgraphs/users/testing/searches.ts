import { rareName } from './many-accounts.ts';

/** Searches of the accounts that `makeManyAccounts` makes, from those that find one account to those that find all. */
export const searches: Record<string, string> = {
  'a name that one account has': rareName,
  'a common name': 'محمد',
  'two common names': 'محمد القحطاني',
  'names that are rarely together': 'Sara Khan هدى',
  'a part of a word': 'حطان',
  'the first letter of most names': 'ا',
  'the first two letters of most names': 'ال',
  'letters that no name has': 'zq',
  'a word that no name has': 'qqqq',
  'many words': 'ا ب ت ث ج ح خ د ذ ر',
  'a phone number': '0500007919',
  'a phone number in groups': '+966 50 000 7919',
  'four digits': '7919',
  'three digits': '966',
  'the start of every phone number': '+966',
  'the start of no phone number': '+1',
  'an email': 'admin1@masar.test',
  'a part of all emails': 'masar',
};
