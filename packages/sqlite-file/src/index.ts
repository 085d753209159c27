export type {
  DatabaseKind,
  DatabaseProblem,
  DatabaseProblemCode,
} from './database-kind.ts';
export type { Durability } from './durability.ts';
export { SqliteFile, type Statement } from './sqlite-file.ts';
