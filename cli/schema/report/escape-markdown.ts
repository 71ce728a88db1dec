const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes text for a line or a table's cell of GitHub's Markdown: it cannot become HTML, formatting, a link, a mention, a reference to an
 * issue, an emoji or another cell. Line breaks become `<br>`.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .toWellFormed()
      .trim()
      .replace(/\r\n|[\n\r\u2028\u2029]/g, '\n')
      .replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, '\uFFFD')
      .replace(/[&<>]/g, (each) => entities[each] ?? each)
      // A zero-width space after these keeps GitHub from making a mention, a reference, a link or an emoji of what follows.
      .replace(/@(?=\w)|#(?=\d)|:\/\/|\bwww\.|\bGH-(?=\d)|:(?=[a-z+-][\w+-]*:)/gi, (each) => `${each}\u200B`)
      .replace(/[\\`*_{}[\]()#+!|~$:-]/g, (each) => `\\${each}`)
      .replace(/^(\d+)\./gm, '$1\\.')
      .replaceAll('\n', '<br>')
  );
}
