import { canonicalSerialNumber } from './serial-number.ts';

/** SCM's certificates by serial number, held as ids alone so that large estates fit into memory. */
export class SerialIndex {
  readonly #ids = new Map<string, number | number[]>();

  /** Adds a row of SCM's list; a row without serial number (not issued yet) matches nothing and is left out. */
  add(row: { readonly sslId: number; readonly serialNumber?: string | null | undefined }): void {
    const serial = canonicalSerialNumber(row.serialNumber);
    if (serial === undefined) return;
    const present = this.#ids.get(serial);
    if (present === undefined) this.#ids.set(serial, row.sslId);
    else if (Array.isArray(present)) {
      if (!present.includes(row.sslId)) present.push(row.sslId);
    } else if (present !== row.sslId) this.#ids.set(serial, [present, row.sslId]);
  }

  /** The SCM ids with a serial number. Usually one: serial numbers are unique for each issuer only. */
  find(serial: string): readonly number[] {
    const found = this.#ids.get(serial);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }
}
