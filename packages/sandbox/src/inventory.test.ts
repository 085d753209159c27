import { expect, it } from 'vitest';
import { Inventory } from './inventory.ts';

function inventoryOf(...ids: number[]): Inventory<{ id: number }> {
  const inventory = new Inventory<{ id: number }>();
  for (const id of ids) inventory.add({ id });
  return inventory;
}

it('keeps items in order of id, in whatever order they come', () => {
  expect(inventoryOf(5, 2, 9).all()).toEqual([{ id: 2 }, { id: 5 }, { id: 9 }]);
  expect(inventoryOf(5, 2, 9).nextId).toBe(10);
});

it('refuses an id that is taken', () => {
  expect(() => inventoryOf(1, 1)).toThrow(TypeError);
});

it('keeps a selection until an item is added, removed or changed', () => {
  const inventory = inventoryOf(1, 2, 3);
  const select = () => inventory.select('even', (all) => all.filter(({ id }) => id % 2 === 0));
  const first = select();
  expect(select()).toBe(first);
  inventory.volatileChanged();
  expect(select()).toBe(first);
  inventory.add({ id: 4 });
  expect(select()).toEqual([{ id: 2 }, { id: 4 }]);
  expect(inventory.remove(2)).toBe(true);
  expect(inventory.remove(2)).toBe(false);
  expect(select()).toEqual([{ id: 4 }]);
});

it('forgets a volatile selection when values change', () => {
  const inventory = inventoryOf(1);
  const select = () => inventory.select('all', (all) => [...all], true);
  const first = select();
  inventory.volatileChanged();
  expect(select()).not.toBe(first);
});

it('bounds the number of kept selections', () => {
  const inventory = inventoryOf(1);
  const first = inventory.select('0', (all) => [...all]);
  for (let key = 1; key <= 64; key += 1) inventory.select(String(key), (all) => [...all]);
  expect(inventory.select('0', (all) => [...all])).not.toBe(first);
});
