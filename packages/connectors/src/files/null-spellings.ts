const spelling = /^(?:n\/?a|#n\/a|null|\(null\)|<null>|none|nil|nan|missing|unknown|-{1,3}|–|—|\?|\.|\\n)$/i;
const sure = /^(?:#n\/a|null|\(null\)|<null>|\\n)$/i;

/** True where a cell of a column of numbers or dates says that there is no value. */
export const spellsNull = (cell: string): boolean => spelling.test(cell);

/** True where it does even among texts, in which "None" and "NA" may be meant. */
export const surelyNull = (cell: string): boolean => sure.test(cell);
