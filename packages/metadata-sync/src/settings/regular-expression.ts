/**
 * Says why a text is not a regular expression; undefined where it may be one.
 *
 * Command's are .NET's. There is no reader of those here, so what only .NET has is taken out of the way, and the rest is
 * left to this platform: a mistake that only .NET would find passes, an expression that is right there is never refused.
 */
export function findRegularExpressionProblem(pattern: string): string | undefined {
  // With white space ignored, a comment may hold anything.
  if (/\(\?[a-z]*x/.test(pattern)) return undefined;
  try {
    new RegExp(pattern.replace(dotNetSyntax, toPlatform));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*: /s, '').toLowerCase() : '';
  }
}

/** In order: anchors, other escapes, character classes, comments, inline options, and openings of groups. */
const dotNetSyntax =
  /\\[bBAzZG]|[\^$]|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?#[^)]*\)|\(\?[imns]*-?[imns]+\)|\(\?(?:[imns]*-?[imns]*:|>|<[=!]|<[\w-]+>|'[\w-]+'|(?=\())/g;

function toPlatform(token: string): string {
  if (/^(\\[bBAzZG]|[\^$])$/.test(token)) return '(?:)';
  // Any escape is a character like others; .NET knows more of them.
  if (token.startsWith('\\')) return 'x';
  if (token.startsWith('[')) return toPlatformClass(token);
  if (token.endsWith(')')) return '(?:)';
  return '(?:';
}

/** A bracket right at the beginning belongs to the class, `-[…]` takes characters out of it, and some escapes are not known here. */
function toPlatformClass(token: string): string {
  return token
    .replace(/^(\[\^?)\]/, '$1\\]')
    .replaceAll('-[', '\\[')
    .replace(/\\p\{[^}]*\}/gi, '\\w')
    .replace(/\\[ae]/g, '\\x07');
}
