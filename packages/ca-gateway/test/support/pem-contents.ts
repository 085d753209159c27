import { accountForPem } from '@certbridge/certificate';

/** Lists what is in the blocks of PEM text, each complete. */
export function pemContents(pem: string): string[] {
  return accountForPem(pem).map((block) => {
    if ('problem' in block) throw new Error(`PEM is ${block.problem}`);
    return block.content;
  });
}
