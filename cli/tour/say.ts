/** Prints a line of the tour. */
export type Say = (line: string) => void;
