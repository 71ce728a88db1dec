import type { Client } from 'pg';

/** Common names, the most common first, and how the searches of the tests spell some of them. */
const givenNames = [
  ...['محمد', 'عبدالله', 'أحمد', 'فاطمة', 'خالد', 'نورة', 'مصطفى', 'Mohammed', 'سارة', 'Ahmed', 'إبراهيم', 'Fatima'],
  ...['عبدالرحمن', 'Sara', 'هدى', 'يوسف', 'Omar', 'ريم', 'Ali', 'ماجد'],
];
const familyNames = [
  ...['القحطاني', 'الغامدي', 'العتيبي', 'الزهراني', 'الدوسري', 'الشهري', 'الحربي', 'Al-Harbi', 'المطيري', 'العنزي'],
  ...['Al-Ghamdi', 'الشمري', 'السبيعي', 'Khan', 'البقمي', 'Al-Otaibi', 'المالكي', 'Hassan', 'اليامي', 'الرشيدي'],
];

/** A driver's name that no other account has. */
export const rareName = 'غدير الطيّار';

/**
 * $1 accounts, created evenly over two years up to $2: one in five is a driver, one in two thousand an admin. Names have two common given
 * names and a common family name, and one account in fifty a name of its own. One in a hundred is deactivated, one in fifty deleted.
 */
const statements = (['passengers', 'drivers', 'admins'] as const).map((table) => {
  const prefix = table.slice(0, 1);
  const share = { passengers: 'at % 5 <> 0', drivers: 'at % 5 = 0', admins: 'at % 2000 = 1' }[table];
  const contact =
    table === 'admins'
      ? { columns: 'email, password_hash', values: `'admin' || at || '@masar.test', 'x'` }
      : { columns: 'phone_number', values: `'+9665' || lpad((at * 7919 % 100000000)::text, 8, '0')` };
  return `
    insert into ${table} (id, created_at, updated_at, is_deleted, is_active, full_name, ${contact.columns})
    select '${prefix}_' || lpad(to_hex((extract(epoch from made) * 1000)::bigint), 12, '0') || '7' || substr(md5(at::text), 1, 19),
      made, made, at % 50 = 7, at % 100 <> 3,
      case when at = 5 then '${rareName}' when at % 50 = 11 then 'Person ' || md5(at::text)
        else ($3::text[])[1 + floor(20 * power(random(), 2))] || ' ' || ($3::text[])[1 + floor(20 * power(random(), 2))]
          || ' ' || ($4::text[])[1 + floor(20 * power(random(), 2))] end,
      ${contact.values}
    from generate_series(1, $1::bigint) at
    cross join lateral (select $2::timestamptz(3) - interval '730 days' * (1 - at / $1::float8) as made) each
    where ${share}`;
});

/** Fills a migrated users database, and analyzes it. Creates the search indexes again afterwards, which is faster than row by row. */
export async function makeManyAccounts(client: Client, accounts: number, now: Date): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where indexname like '%_search_index'`,
  );
  await client.query('set synchronous_commit = off; select setseed(0.5)');
  for (const { name } of indexes) await client.query(`drop index "${name}"`);
  for (const sql of statements) await client.query(sql, [accounts, now, givenNames, familyNames]);
  for (const { definition } of indexes) await client.query(definition);
  await client.query('vacuum analyze');
  await client.query('reset synchronous_commit');
}
