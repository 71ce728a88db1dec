/** The most items of one page. A subgraph refuses a larger `first` with BAD_USER_INPUT. */
export const maxPageSize = 100;
