/** A change in the report, with a text as a case's head has it. */
export interface PrintedChange {
  severity: string;
  code: string;
  /** `dangerous AUTHORIZATION_CHANGED Trip.price +admin -driver` */
  text: string;
}

/** Reads the changes of the terminal report. */
export function printedChanges(output: string): PrintedChange[] {
  let severity = '';
  return output.split('\n').flatMap((line) => {
    const [, title] = /^(Breaking|Dangerous|Safe)\b.*\(\d+\)$/.exec(line) ?? [];
    if (title !== undefined) severity = title.toLowerCase();
    else if (line === '') severity = '';
    // A subgraph has no coordinate, but `(subgraph trips)`.
    const [, path = '', code = '', message = ''] = /^ {2}(\S.*?) {2}([A-Z_]+) {2}(.*)$/.exec(line) ?? [];
    if (severity === '' || code === '') return [];
    const access = code.startsWith('AUTHORIZATION_') ? accessIn(message) : '';
    return [{ severity, code, text: `${severity} ${code} ${path}${access}` }];
  });
}

/** ` +admin -driver` for `...: admin gains access; driver loses access to 3 fields`. */
function accessIn(message: string): string {
  const effects = message.slice(message.lastIndexOf(': ') + 2).split('; ');
  return effects
    .flatMap((effect) => {
      const [, who = '', verb = ''] = /^(.+) (gains?|loses?) access\b/.exec(effect) ?? [];
      const sign = verb.startsWith('gain') ? '+' : '-';
      return verb === '' || who === 'nobody gains or' ? [] : who.split(/, | and /).map((name) => ` ${sign}${name}`);
    })
    .join('');
}
