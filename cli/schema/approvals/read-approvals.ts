import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Approval, approvalsFile, approvedChange } from './approval.ts';

/** A fault of the file, such as an entry without a reason. */
export interface ApprovalsFault {
  line: number;
  reason: string;
}

const keys = ['change', 'reason', 'who', 'until'] as const;
type Key = (typeof keys)[number];

/** Reads the approvals in the text of the file. Returns every fault of it. */
export function readApprovals(text: string): { approvals: Approval[]; faults: ApprovalsFault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined) => (offset === undefined ? 1 : Math.max(1, lines.linePos(offset).line));
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    line: lineAt(pos[0]),
    reason: message,
  }));
  const { contents } = document;
  if (faults.length > 0 || contents === null || (isScalar(contents) && contents.value === null))
    return { approvals: [], faults };
  if (!isSeq(contents))
    return { approvals: [], faults: [{ line: lineAt(contents.range?.[0]), reason: 'the file must be a list' }] };

  const approvals: Approval[] = [];
  const seen = new Map<string, number>();
  for (const item of contents.items) {
    const line = lineAt(rangeOf(item)?.[0]);
    if (!isMap(item)) {
      faults.push({ line, reason: `an entry must have ${keys.join(', ')}` });
      continue;
    }
    const entry = readEntry(item, line, (pair) => lineAt(rangeOf(pair.key)?.[0]));
    faults.push(...entry.faults);
    if (!entry.approval) continue;
    const change = approvedChange(entry.approval);
    const first = seen.get(change);
    if (first !== undefined) faults.push({ line, reason: `${change} is approved in line ${first} already` });
    seen.set(change, first ?? line);
    approvals.push(entry.approval);
  }
  return { approvals, faults: faults.sort((one, other) => one.line - other.line) };
}

function readEntry(
  map: YAMLMap,
  line: number,
  lineOf: (pair: Pair) => number,
): { approval?: Approval; faults: ApprovalsFault[] } {
  const faults: ApprovalsFault[] = [];
  const found: Partial<Record<Key, { text: string; line: number }>> = {};
  for (const pair of map.items) {
    const at = lineOf(pair);
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const key = keys.find((each) => each === name);
    if (!key) faults.push({ line: at, reason: `unknown key "${name}": an entry has ${keys.join(', ')}` });
    else if (!isScalar(pair.value) || typeof pair.value.value !== 'string' || pair.value.value.trim() === '')
      faults.push({ line: at, reason: `${key} must be a text that is not empty` });
    else found[key] = { text: pair.value.value.trim(), line: at };
  }
  const written = new Set(map.items.map(({ key }) => (isScalar(key) ? key.value : undefined)));
  for (const key of keys) if (!written.has(key)) faults.push({ line, reason: `the entry has no ${key}` });
  const { change, reason, who, until } = found;
  const [, code, path] = /^([A-Z][A-Z0-9_]*)\s+(\S.*)$/s.exec(change?.text ?? '') ?? [];
  if (change && code === undefined)
    faults.push({ line: change.line, reason: 'change must be a code and a path, such as FIELD_REMOVED Trip.price' });
  if (until && !isDate(until.text))
    faults.push({ line: until.line, reason: `until must be a date such as 2027-01-31, not "${until.text}"` });
  if (faults.length > 0 || !reason || !who || !until || code === undefined || path === undefined) return { faults };
  return { approval: { code, path, reason: reason.text, who: who.text, until: until.text, line }, faults };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as { range?: [number, number, number] | null } | null)?.range ?? undefined;
}

/** The faults as lines of text. */
export function describeFaults(faults: readonly ApprovalsFault[]): string {
  return faults.map(({ line, reason }) => `${approvalsFile}:${line}  ${reason}`).join('\n');
}
