export { HIDDEN, hideSecrets, spellingsOf } from './hide-secrets.ts';
export { isPlainText, plainJson, plainLines, plainText, quoted } from './plain-text.ts';
export { isVisibleText, trimInvisible } from './visible-text.ts';
