import type { Finding } from './findings.ts';
import { printable } from './printable.ts';

/** GitHub shows ten annotations of a level for each step. */
const maxOfLevel = 10;

/**
 * Returns the findings as workflow commands of GitHub Actions, by which it annotates the lines of a pull request. Of a level with more than
 * ten, the first ten are annotations; the others are plain lines of the log.
 */
export function githubReport(findings: readonly Finding[]): string {
  const shown = new Map<Finding['level'], number>();
  return findings
    .map((finding) => {
      const n = (shown.get(finding.level) ?? 0) + 1;
      shown.set(finding.level, n);
      return n > maxOfLevel ? plainLine(finding) : command(finding);
    })
    .join('\n');
}

function command({ level, title, message, place }: Finding): string {
  const properties = [
    ...(place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : []),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** A line that the runner takes for no command, whatever the texts have in them. */
function plainLine({ level, title, message, place }: Finding): string {
  const at = place ? `${place.file}:${place.line}:${place.column} ` : '';
  return printable(`${level}: ${at}${title}: ${message}`.replace(/[\r\n]+/g, ' '));
}

function data(text: string): string {
  return text
    .replace(/[^\P{Cc}\r\n]|\p{Bidi_Control}/gu, '\uFFFD')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
