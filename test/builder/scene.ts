/** Definitions and instances of the workflow builder as tests ask for them over HTTP. */
/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */
import { setTimeout as sleep } from 'node:timers/promises';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import type { TestProduct } from '../support/product';

export type Json = Record<string, any>;

/** A step with its way on; more of it as wanted. */
export function step(uniqueName: string, type: string, settings: Json = {}, outputs: Json = {}, more: Json = {}): Json {
  return { uniqueName, type, settings, outputs, ...more };
}

/** Start, these steps one after the other, End; a step keeps the ways that it has. */
export function line(...middle: Json[]): Json[] {
  const names = [...middle.map(({ uniqueName }) => uniqueName as string), 'End'];
  return [
    step('Begin', 'start', {}, { continue: names[0] }),
    ...middle.map((one, index) => ({ ...one, outputs: { continue: names[index + 1], ...one['outputs'] } })),
    step('End', 'end'),
  ];
}

export function createBuilderScene(product: () => TestProduct) {
  const scene = createScene(product);
  let count = 0;

  /** Asks again where the limit of requests says so. */
  async function call(method: 'get' | 'post' | 'put' | 'delete', path: string, body?: Json, key?: string) {
    for (;;) {
      const asked = product().call(method, path, key);
      const answer = await (body === undefined ? asked : asked.send(body));
      if (answer.status !== 429) return answer;
      await sleep(2_000);
    }
  }

  async function ok(method: 'get' | 'post' | 'put', path: string, body?: Json, key?: string): Promise<Json> {
    const answer = await call(method, path, body, key);
    if (answer.status >= 300) {
      const said = answer.status === 500 ? product().logLines.slice(-2).join('') : '';
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)} ${said}`);
    }
    return answer.body as Json;
  }

  /** A certificate for instances that may be about any. */
  async function upload(): Promise<string> {
    const day = 86_400_000;
    const [notBefore, notAfter] = [new Date(Date.now() - day), new Date(Date.now() + 90 * day)];
    const answer = await scene.upload(buildCertificate({ subject: 'any.example', notBefore, notAfter }));
    return String((answer.body as Json)['uuid']);
  }
  let uploaded: Promise<string> | undefined;
  const anyItem = () => (uploaded ??= upload());

  const read = (uuid: string, key?: string) => ok('get', `/builder/instances/${uuid}`, undefined, key);

  return {
    ...{ scene, call, ok, read, anyItem },

    /** A published definition that nothing but these tests starts. */
    async define(steps: Json[], more: Json = {}): Promise<string> {
      count += 1;
      const body = {
        ...{ name: `definition ${count}`, type: 'event:certificate_uploaded', startedBy: 'trigger', steps },
        ...{ publish: true, ...more },
      };
      return String((await ok('post', '/builder/definitions', body))['uuid']);
    },

    async start(definition: string, body: Json = {}, key?: string): Promise<string> {
      const about = { itemUuid: await anyItem(), ...body };
      return String((await ok('post', `/builder/definitions/${definition}/start`, about, key))['uuid']);
    },

    /** The instance once it is like that. */
    until: (uuid: string, isThere: (instance: Json) => boolean, limitMs = 60_000): Promise<Json> => {
      let last: Json | undefined;
      return eventually(
        `instance ${uuid}`,
        async () => {
          last = await read(uuid);
          if (isThere(last)) return last;
          await sleep(50);
          return undefined;
        },
        limitMs,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${JSON.stringify(last, null, 1)}`);
      });
    },

    signal: (uuid: string, signalKey: string, data: Json, key?: string) =>
      call('post', `/builder/instances/${uuid}/signals`, { signalKey, data }, key),
  };
}

export const isEnded = ({ status }: Json) => !['running', 'suspended'].includes(status as string);
export const isWaiting = ({ status }: Json) => status === 'suspended';
/** `Ask 1 done continue` for each visit. */
export const logOf = ({ steps }: Json): string[] =>
  (steps as Json[]).map(({ uniqueName, visit, status, left }) => `${uniqueName} ${visit} ${status} ${left}`);
