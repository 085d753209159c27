import { describe, expect, test } from 'vitest';
import { flavours, startPlugin } from './support/plugin.ts';

describe.each(flavours)('%s', (flavour) => {
  test('the connection is tried out, and products are the ids of the profiles', async () => {
    const { plugin } = await startPlugin({ flavour });
    await plugin.ping();
    expect(await plugin.getProductIds()).toEqual(['1001', '1002', '1003', '1044']);
  });
});
