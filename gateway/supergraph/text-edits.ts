import type { Location } from 'graphql';

/** Replaces the text from `start` to `end`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** The text after edits that do not overlap. Everything else stays as it is, comments and layout too. */
export function editText(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((edited, { start, end, text }) => edited.slice(0, start) + text + edited.slice(end), text);
}

export function locationOf({ loc }: { loc?: Location | undefined }): Location {
  if (!loc) throw new Error('the supergraph was parsed without locations');
  return loc;
}
