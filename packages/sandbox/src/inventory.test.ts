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

it('finds items by a text, also after they were added, changed or removed', () => {
  const inventory = new Inventory<{ id: number; name: string | null }>();
  const readName = ({ name }: { name: string | null }) => name;
  const ids = (name: string) => inventory.findBy(readName, name).map(({ id }) => id);
  const first = { id: 1, name: 'a' };
  inventory.add(first);
  inventory.add({ id: 2, name: null });
  expect(ids('a')).toEqual([1]);
  inventory.add({ id: 3, name: 'a' });
  inventory.add({ id: 4, name: 'a' });
  expect(ids('a')).toEqual([1, 3, 4]);
  inventory.remove(3);
  first.name = 'b';
  expect(ids('a')).toEqual([4]);
  inventory.changed(first);
  expect(ids('b')).toEqual([1]);
  inventory.changed(first);
  expect(ids('b')).toEqual([1]);
  first.name = 'a';
  inventory.changed();
  expect(ids('a')).toEqual([1, 4]);
});

it('bounds the number of kept selections', () => {
  const inventory = inventoryOf(1);
  const first = inventory.select('0', (all) => [...all]);
  for (let key = 1; key <= 64; key += 1) inventory.select(String(key), (all) => [...all]);
  expect(inventory.select('0', (all) => [...all])).not.toBe(first);
});
