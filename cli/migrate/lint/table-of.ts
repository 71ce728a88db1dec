const name = String.raw`((?:"?\w+"?\.)?"?\w+"?)`;
const only = '(?:if exists )?(?:only )?';

/** How statements begin that change one table. */
const forms = [
  `alter table ${only}${name}`,
  `create (?:unique )?index (?:concurrently )?(?:if not exists )?(?:"?\\w+"? )?on (?:only )?${name}`,
  `drop table (?:if exists )?${name}(?! ?,)`,
  `lock (?:table )?(?:only )?${name}(?! ?,)`,
  `truncate (?:table )?(?:only )?${name}(?! ?,)`,
  `(?:update|delete from) (?:only )?${name}`,
  `insert into ${name}`,
  `(?:cluster|vacuum full|reindex table) ${name}(?! ?,)`,
  `create (?:constraint )?trigger "?\\w+"? .*? on ${name}`,
].map((form) => new RegExp(`^${form}`, 'i'));

const plain = (table: string): string => table.replaceAll('"', '').replace(/^public\./, '');
const onOneLine = (statement: string): string => statement.trim().replace(/\s+/g, ' ');

/** The table that a statement changes, as `trips` or `messaging.outbox`. Undefined if that is not known: an index's, or of several tables. */
export function tableOf(statement: string): string | undefined {
  const text = onOneLine(statement);
  for (const form of forms) {
    const table = form.exec(text)?.[1];
    if (table) return plain(table);
  }
  return undefined;
}

/** The table that a statement creates. */
export function createdTableOf(statement: string): string | undefined {
  const table = new RegExp(`^create (?:unlogged )?table (?:if not exists )?${name}`, 'i').exec(
    onOneLine(statement),
  )?.[1];
  return table && plain(table);
}
