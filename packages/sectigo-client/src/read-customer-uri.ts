import { invalidArgument } from './check-arguments.ts';

/**
 * Reads the customer URI as people write it: by itself, or as the address of the portal that has it after `/customer/`, with or
 * without scheme. Undefined where it is neither.
 */
export function readCustomerUri(text: string): string | undefined {
  if (typeof text !== 'string') throw invalidArgument('Argument 1 of readCustomerUri must be text.');
  const name = nameIn(text.trim());
  return /^[^\s\p{C}/?#\\:]+$/u.test(name) ? name : undefined;
}

function nameIn(text: string): string {
  const inAddress = /^(?:https?:\/\/)?[^/?#]+\/customer\/([^/?#]+)(?:[/?#].*)?$/i.exec(text)?.[1];
  if (inAddress === undefined) return text;
  try {
    return decodeURIComponent(inAddress);
  } catch {
    return inAddress;
  }
}
