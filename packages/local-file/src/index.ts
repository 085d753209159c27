export { LocalFileError } from './local-file-error.ts';
export { openLocalFile, type ReadLimit, readLocalFile } from './read-local-file.ts';
export { requireFileOrNone, requireFileOrNoneSync } from './require-file.ts';
