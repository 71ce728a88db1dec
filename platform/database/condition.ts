/** What rows have to meet: SQL over the columns of their table, and the values between its texts. */
export interface Condition {
  texts: readonly string[];
  values: readonly unknown[];
}

/** A condition as a template: condition`price <= ${price}`. What is put in is a value, never a part of the SQL. */
export const condition = (texts: TemplateStringsArray, ...values: unknown[]): Condition => ({ texts, values });

/** All of the conditions as one text, with `$1` and so on for the values, which are added to `values`. */
export function allOf(conditions: readonly Condition[], values: unknown[]): string {
  const one = (each: Condition): string => {
    const [first = '', ...others] = each.texts;
    return others.reduce((text, next, at) => `${text}$${values.push(each.values[at])}${next}`, first);
  };
  return conditions.map(one).join(' and ');
}
