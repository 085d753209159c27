import { isPlainText } from './plain-text.ts';

/** Takes blanks and invisible characters off both ends of a text: they come along when it is pasted. */
export function trimInvisible(text: string): string {
  return text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
}

/** Checks whether every character of a text can be seen: it is plain, and the common blank is the only one without a shape. */
export function isVisibleText(text: string): boolean {
  return isPlainText(text) && !/(?! )[\s\p{Zs}\u200c\u200d]/u.test(text);
}
