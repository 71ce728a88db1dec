import type { Finding } from './findings.ts';
import { placeText } from './texts.ts';

export interface JUnitRun {
  /** What ran, such as `schema check`. */
  name: string;
  /** Whether it ran to its end. */
  hasRun: boolean;
}

/** Returns findings as a JUnit XML report: a failing test for each error, a passing one for each other finding. */
export function junitReport(findings: readonly Finding[], { name, hasRun }: JUnitRun): string {
  const isError = !hasRun;
  const failures = findings.filter(({ level }) => level === 'error').length;
  // A report without a test is taken for a run that did not happen.
  const cases = findings.length > 0 ? findings.map((each) => testCase(each, isError)) : [passed(name)];
  const counts = `tests="${cases.length}" failures="${isError ? 0 : failures}" errors="${isError ? failures : 0}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="masar ${name}" ${counts}>`,
    `  <testsuite name="schema" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function passed(name: string): string {
  return `    <testcase classname="schema" name="${escapeXml(name)}"/>`;
}

function testCase({ level, title, message, place }: Finding, isError: boolean): string {
  const at = place ? ` file="${escapeXml(place.file)}" line="${place.line}"` : '';
  const text = place ? `${placeText(place)}\n${message}` : message;
  const element = isError ? 'error' : 'failure';
  const body =
    level === 'error'
      ? `<${element} message="${escapeXml(message)}" type="schema">${escapeXml(text)}</${element}>`
      : `<system-out>${escapeXml(`${level}: ${text}`)}</system-out>`;
  return `    <testcase classname="schema" name="${escapeXml(title)}"${at}>${body}</testcase>`;
}

/** Escapes text for XML 1.0, which has no place for most control characters, lone surrogates and noncharacters, even escaped. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');
}
