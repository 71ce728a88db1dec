/** The forms of the report. */
export const formats = ['text', 'json', 'markdown', 'github', 'junit'] as const;
export type Format = (typeof formats)[number];
