import { Migration } from '@mikro-orm/migrations';

/** Accents, optional Arabic marks, the tatweel, and invisible format characters. */
const dropped =
  '[\\u0300-\\u036f\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed' +
  '\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064' +
  '\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3' +
  '\\U0001d173-\\U0001d17a\\U000e0001\\U000e0020-\\U000e007f]+';

/** Interchangeable Arabic letters, capital letters that are not ASCII, and Arabic and Persian digits. */
const folded = [
  ['أإآٱى\u06ccة\u06c1\u06c3\u06a9', 'ااااييههه\u0643'],
  ['ÆÐØÞĐĦŊŒŦ', 'æðøþđħŋœŧ'],
  ['ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς', 'αβγδεζηθικλμνξοπρστυφχψωσ'],
  ['АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏ', 'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџ'],
  ['٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'],
] as const;
const from = folded.map(([characters]) => characters).join('');
const to = folded.map(([, characters]) => characters).join('');

/**
 * The text that a search looks for words in: the folded name and email, then the phone number, each after a space. The phone number is
 * in superscript and subscript characters, which no folded text has, so that a number is only found where the search looks for one.
 */
const searchText = `
  create function account_search_text(full_name varchar, email varchar, phone_number varchar) returns text
  language sql immutable parallel safe
  return ' ' || btrim(regexp_replace(translate(lower(regexp_replace(
      normalize(coalesce(full_name, '') || ' ' || coalesce(email, ''), NFKD), '${dropped}', '', 'g') collate "C"),
      '${from}', '${to}'), '[\\t-\\r \\u1680\\u2028\\u2029]+', ' ', 'g'))
    || coalesce(' ' || translate(phone_number, '+0123456789', '⁺₀₁₂₃₄₅₆₇₈₉'), '')`;

/** Every three characters in a row, and the first two of each word with the space before it counted. */
const searchGrams = `
  create function account_search_grams(search_text text) returns text[]
  language plpgsql immutable strict parallel safe as $$
  declare
    characters text[] := string_to_array(search_text, null);
    grams text[] := '{}';
  begin
    for at in 1 .. cardinality(characters) - 1 loop
      if at + 2 <= cardinality(characters) then
        grams := grams || (characters[at] || characters[at + 1] || characters[at + 2]);
      end if;
      if characters[at] = ' ' then
        grams := grams || (characters[at] || characters[at + 1]);
      end if;
    end loop;
    return grams;
  end $$`;

const contacts = {
  drivers: 'NULL::character varying, phone_number',
  passengers: 'NULL::character varying, phone_number',
  admins: 'email, NULL::character varying',
};

/** Adds what searches and lists of all accounts read, and the time at which a phone number was last changed. */
export class AccountSearch extends Migration {
  override async up(): Promise<void> {
    // Rewriting every row and building the indexes can exceed the statement timeout of a request.
    await this.execute('set local statement_timeout = 0');
    this.addSql(searchText);
    this.addSql(searchGrams);
    for (const [table, contact] of Object.entries(contacts)) {
      const changed = table === 'admins' ? '' : ', add "phone_changed_at" timestamptz(3) null';
      this.addSql(
        `alter table "${table}" add "search_text" text generated always as (account_search_text(full_name, ${contact})) stored${changed}`,
      );
      this.addSql(`create index "${table}_created_index" on "${table}" ("created_at", "id") where not is_deleted`);
      this.addSql(`create index "${table}_search_index" on "${table}" using gin (account_search_grams("search_text"))`);
    }
  }

  override down(): void {
    for (const table of Object.keys(contacts)) {
      this.addSql(`drop index "${table}_search_index", "${table}_created_index"`);
      this.addSql(`alter table "${table}" drop "search_text"`);
      if (table !== 'admins') this.addSql(`alter table "${table}" drop "phone_changed_at"`);
    }
    this.addSql('drop function account_search_grams(text), account_search_text(varchar, varchar, varchar)');
  }
}
