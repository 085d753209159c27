/** Name of SCM in messages and errors. */
export const system = 'Sectigo SCM';
