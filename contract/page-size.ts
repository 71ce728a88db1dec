/** The most items of one page. A subgraph refuses a larger `first` or `last` with BAD_USER_INPUT. */
export const maxPageSize = 100;
