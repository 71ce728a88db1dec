import { expect, test } from '@jest/globals';
import { maxStatement, statementText } from './statement-text.ts';

test.each([
  ['select id\n  from trips\twhere id = $1', 'select id from trips where id = $1'],
  [
    `update accounts set name = 'O''Hara', city = E'a\\'b' where id = 'p_1'`,
    'update accounts set name = ?, city = ? where id = ?',
  ],
  [`select 'a cut off val`, 'select ?'],
  [`select 'it''`, 'select ?'],
  ['select $$a body$$, $tag$another $$ body$tag$, $1', 'select ?, ?, $1'],
  ['select 12, 3.5, t1.c2 from t1 limit 10', 'select ?, ?, t1.c2 from t1 limit ?'],
  [`select 1 -- for Sara\n/* and 0501234567 */ from trips`, 'select ? from trips'],
  ['select 1 /* cut off', 'select ?'],
  [`select 'C:\\', 'Sara'`, 'select ?, ?'],
  [`select "it's" from t where name = 'Sara'`, 'select "it\'s" from t where name = ?'],
  ['select $é$Sara$é$, x$1 from t where y=$12', 'select ?, x$1 from t where y=$12'],
  [`select E'cut off\\`, 'select ?'],
  [`select U&'d\\0061', x'1F', 'سارة'`, 'select ?, ?, ?'],
  ['select 1e5, .5, 0x1F, -1.5e+10', 'select ?, ?, ?, -?'],
  ['/* for /* Sara */ 0501234567 */ select 1', 'select ?'],
  ['select 1 /* for /* Sara', 'select ?'],
  ['select "a ""column" from t', 'select "a ""column" from t'],
])('%j is shown as %j', (statement, shown) => {
  expect(statementText(statement)).toBe(shown);
});

test('the text is bounded', () => {
  expect(statementText('x'.repeat(maxStatement))).toHaveLength(maxStatement);
  expect(statementText('x'.repeat(maxStatement + 1))).toHaveLength(maxStatement);
});
