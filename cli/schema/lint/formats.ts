/** The forms of the lint's report. */
export const lintFormats = ['text', 'json', 'github', 'junit'] as const;
export type LintFormat = (typeof lintFormats)[number];
