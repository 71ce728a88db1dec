/** Names that a client may use: of JavaScript, of federation, of the planner and its patches, and of fields with other meanings. */
export const aliases: readonly string[] = [
  'a',
  'b',
  'c',
  'constructor',
  'toString',
  '_entities',
  '__typename',
  'id',
  'name',
  'representations',
  'a__distinct_0',
  'id__distinct_1',
  'a__member_0',
  'id__required_0',
  'a__alias_0',
];

/** The aliases that look as if the planner or a patch had made them. */
export const reservedKeys: ReadonlySet<string> = new Set(aliases.filter((each) => each.includes('_')));
