import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badInput, refusalOf } from '#test-kit/refusal.ts';
import { startUsers, type UsersHarness } from '../../../testing/harness.ts';
import { foldSearchText } from './fold-search-text.ts';

let users: UsersHarness;
/** The names of the accounts by their ids. */
const names = new Map<string, string>();

beforeAll(async () => {
  users = await startUsers();
  const driver = async (fullName: string) => names.set((await users.newDriver(fullName)).id, fullName);
  for (const name of [
    'فاطمة الزّهراني',
    'أحمد بن مصطفى الغامدي',
    'Mohammed Al-Qahtani',
    'Zoë Ærø',
    '100%_\\ sure',
    'Room 1234',
  ]) {
    await driver(name);
  }
  const rows = [...names].map(([id, name], at) => [id, name, `+96650000000${at + 1}`] as const);
  for (const [id, , phone] of rows) await execute('update drivers set phone_number = ? where id = ?', [phone, id]);
  const { id } = await users.newAdmin('Mona.Saleh@masar.test');
  names.set(id, 'admin');
  await users.deleteAccount(await users.newDriver('Mohammed, deleted'));
});
afterAll(() => users.stop());

const execute = <Row extends object>(text: string, parameters: unknown[]) =>
  users.orm.em.getConnection().execute<Row[]>(text, parameters);

const query = `query ($search: String) { accounts(filter: { search: $search }, orderBy: CREATED_ASC) {
  totalCount edges { node { id } }
} }`;
const send = (search: string) => users.request(query, { search }, users.admin);
async function found(search: string): Promise<string[]> {
  const { data, errors } = await send(search);
  expect(errors).toBeUndefined();
  const { edges, totalCount } = data.accounts;
  expect(totalCount).toBe(edges.length);
  return edges.map(({ node }: { node: { id: string } }) => names.get(node.id));
}

const fatima = 'فاطمة الزّهراني';
const ahmad = 'أحمد بن مصطفى الغامدي';
const mohammed = 'Mohammed Al-Qahtani';
const zoe = 'Zoë Ærø';
const percent = '100%_\\ sure';
const room = 'Room 1234';
const all = [fatima, ahmad, mohammed, zoe, percent, room];

describe('a search by name', () => {
  test.each([
    ['any word', 'الغامدي', [ahmad]],
    ['a part of a word', 'ohamm', [mohammed]],
    ['several words in any order', 'qahtani MOHAMMED', [mohammed]],
    ['words that are not all found', 'Mohammed Saleh', []],
    ['forms of alef', 'احمد', [ahmad]],
    ['other forms of alef', 'إحمد', [ahmad]],
    ['heh for teh marbuta', 'فاطمه', [fatima]],
    ['yeh for alef maqsura', 'مصطفي', [ahmad]],
    ['Arabic marks and the tatweel', 'مُصْطَفـــى', [ahmad]],
    ['a name with marks', 'الزهراني', [fatima]],
    ['letters without accents', 'zoe ærø', [zoe]],
    ['capital letters with accents', 'ZOË ÆRØ', [zoe]],
    ['one letter at the start of a word', 'م', [ahmad]],
    ['two letters at the start of a word', 'al', [mohammed]],
    ['one letter inside words only', 'd', []],
    ['two letters inside words only', 'ha', []],
    ['Arabic digits', '١٢٣٤', [room]],
    ['a part of an email', 'saleh@MASAR', ['admin']],
    ['a start of an email', 'mo', [mohammed, 'admin']],
    ['nothing but marks', '\u064e\u0640', []],
    ['a blank text', ' \t ', [...all, 'admin']],
    ['%', '%', []],
    ['_', '_', []],
    ['\\', '\\', []],
    ['wildcards between letters', 'o%m', []],
    ['wildcards of the name', '%_\\', [percent]],
    ['quotes, braces and commas', `{"',}?$1`, []],
  ])('finds %s', async (_what, search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  test('matches the words after the seventh as one phrase', async () => {
    const { id } = await users.newDriver('a b c d e f g hij klm');
    names.set(id, 'letters');
    expect(await found('a b c d e f g hij klm')).toEqual(['letters']);
    expect(await found('g f e d c b a hij klm')).toEqual(['letters']);
    expect(await found('a b c d e f g klm hij')).toEqual([]);
    await execute('delete from drivers where id = ?', [id]);
  });

  test('has 256 characters at most', async () => {
    expect(await found(`${'x '.repeat(127)}xx`)).toEqual([]);
    expect(await found('😀'.repeat(256))).toEqual([]);
    expect(refusalOf(await send('x'.repeat(257)))).toEqual(badInput('search'));
    expect(refusalOf(await send('x\0'))).toEqual(badInput('search'));
  });

  test('follows a name that another program changes', async () => {
    const [id] = [...names.keys()];
    await execute('update drivers set full_name = ? where id = ?', ['Huda', id]);
    expect(await found('huda')).toEqual([fatima]);
    expect(await found('فاطمة')).toEqual([]);
    await execute('update drivers set full_name = ? where id = ?', [fatima, id]);
  });
});

describe('a search by phone number', () => {
  test.each([
    ['the local form', '0500000001', [fatima]],
    ['the local form without its zero', '500000001', [fatima]],
    ['the international form', '+966500000001', [fatima]],
    ['the international form in groups', '+966 50 000 0001', [fatima]],
    ['the international form with two zeros', '00966500000001', [fatima]],
    ['the local form with dashes and brackets', '(050) 000-0001', [fatima]],
    ['Arabic digits', '٠٥٠٠٠٠٠٠٠١', [fatima]],
    ['its last four digits', '0002', [ahmad]],
    ['four digits inside it', '9665', all],
    ['the start of the local form', '0500', all],
    ['three digits', '966', []],
    ['three digits in the international form', '+966', all],
    ['one digit in the international form', '+9', all],
    ['the plus alone', '+', all],
    ['a number of another country', '+1', []],
    ['an international form that begins inside it', '+6650', []],
    ['a name and a number', 'ahmad 0500000002', []],
    ['a name in Arabic and a number', 'احمد 0500000002', [ahmad]],
    ['four digits of a name or a number', '1234', [room]],
  ])('finds %s', async (_what, search, expected) => {
    expect(await found(search)).toEqual(expected);
  });
});

test('the database folds Latin, Greek, Cyrillic and Arabic characters as a search is folded', async () => {
  // And the forms of Arabic letters that keyboards and old systems write. Versions of Unicode differ in rarer characters.
  const codes = Array.from({ length: 0x1_0000 }, (_, code) => code).filter(
    (code) => (code > 0 && code < 0x3000) || (code >= 0xfb00 && code < 0xffff),
  );
  const characters = codes.map((code) => String.fromCodePoint(code));
  const texts = [...characters, '  Ali\t أَحْمَد\u00a0ﷺ  ', 'ＡＬＩ ①', ''];
  const rows = await execute<{ folded: string }>(
    `select account_search_text(text, null, null) as folded
     from jsonb_array_elements_text(?::jsonb) with ordinality texts (text, at) order by at`,
    [JSON.stringify(texts)],
  );
  const differing = texts.filter((text, at) => rows[at]?.folded !== ` ${foldSearchText(text)}`);
  expect(differing.map((text) => text.codePointAt(0)?.toString(16))).toEqual([]);
});
