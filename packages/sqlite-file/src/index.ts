export type {
  DatabaseKind,
  DatabaseProblem,
  DatabaseProblemCode,
} from './database-kind.ts';
export type { Durability } from './durability.ts';
export { ProcessMarks } from './process-marks.ts';
export { SqliteFile, type Statement } from './sqlite-file.ts';
