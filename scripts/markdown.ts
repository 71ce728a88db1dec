/** The text of a Markdown file without its fenced code. */
export function withoutFencedCode(markdown: string): string {
  return markdown.replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gm, '');
}

/** The targets of the links and images, as written. */
export function linkTargets(markdown: string): string[] {
  const text = withoutCodeSpans(withoutFencedCode(markdown));
  const inline = text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const definitions = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s+"[^"]*")?\s*$/gm);
  return [...inline, ...definitions].map(([, target]) => target as string);
}

/** The contents of the code spans. */
export function codeSpans(markdown: string): string[] {
  return [...withoutFencedCode(markdown).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code]) => code as string);
}

/** The anchors of the headings, as GitHub names them. */
export function headingAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ''] of withoutFencedCode(markdown).matchAll(/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm)) {
    const slug = slugOf(heading);
    const repeated = seen.get(slug) ?? 0;
    seen.set(slug, repeated + 1);
    anchors.add(repeated === 0 ? slug : `${slug}-${repeated}`);
  }
  return anchors;
}

function slugOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
}

function withoutCodeSpans(text: string): string {
  return text.replace(/(`+)[^`\n](?:[^\n]*?[^`\n])?\1(?!`)/g, '');
}
