export { countNoun } from './count-noun.ts';
export { didYouMean, mustBeOneOf } from './did-you-mean.ts';
export { endSentence } from './end-sentence.ts';
export { HIDDEN, hideSecrets, spellingsOf } from './hide-secrets.ts';
export { isRecord } from './is-record.ts';
export { listKnown } from './list-known.ts';
export { nearestName } from './nearest-name.ts';
export { offerAwait } from './offer-await.ts';
export { offerExports } from './offer-exports.ts';
export { offerRecord } from './offer-record.ts';
export {
  isPlainText,
  isVisibleText,
  plainJson,
  plainLines,
  plainText,
  quoted,
  trimInvisible,
  visibleText,
} from './plain-text.ts';
export { recordNoun } from './record-noun.ts';
