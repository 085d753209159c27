import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** A request of a client, which it repeats until it gets another response than 503. */
export interface GatewayRequest {
  readonly userName: string;
  /** PEM. */
  readonly csr: string;
}

/** The response that ends the repetition of a request. */
export interface GatewayResponse {
  readonly status: number;
  /** Base64 of the DER. */
  readonly certificate: string;
  readonly message: string;
}

const enrollment = '/ejbca/ejbca-rest-api/v1/certificate/pkcs10enroll';

/** A client of EJBCA REST with the client certificate of a trial. */
export class GatewayClient {
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  static async open(url: string, folder: string): Promise<GatewayClient> {
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'client.pem', 'client.key'].map((name) => readFile(path.join(folder, name))),
    );
    return new GatewayClient(new Pool(url, { connections: 8, connect: { ca, cert, key } }));
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  /** Sends a request again and again until its response is not 503; undefined once the gateway is dead. */
  async order(
    { userName, csr }: GatewayRequest,
    { isDead }: { readonly isDead: () => boolean },
  ): Promise<GatewayResponse | undefined> {
    const body = JSON.stringify({
      certificate_request: csr,
      username: userName,
      password: 'foo123',
      include_chain: true,
      certificate_profile_name: 'Sectigo DV SSL',
      end_entity_profile_name: 'AnyCA',
      certificate_authority_name: 'Sectigo',
    });
    for (;;) {
      try {
        const headers = { 'content-type': 'application/json' };
        const response = await this.#pool.request({ method: 'POST', path: enrollment, headers, body });
        const document = (await response.body.json()) as { certificate?: string; error_message?: string };
        const { certificate = '', error_message: message = '' } = document;
        if (response.statusCode !== 503) return { status: response.statusCode, certificate, message };
      } catch (error) {
        if (!isDead() && !isCut(error)) throw error;
      }
      if (isDead()) return undefined;
      await sleep(100);
    }
  }
}

/** The gateway was killed, and that is known a little later. */
function isCut(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET';
}
