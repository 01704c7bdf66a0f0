import { DomainError } from '../core';

/** What is known of an array whose scope has ended; Node prints it. */
class EndedWithItsScope {
  constructor(readonly numbers: number) {}
}

const refuse = ({ numbers }: EndedWithItsScope): never => {
  throw usedAfterScope('tensor', numbers);
};

const refuseAll: ProxyHandler<EndedWithItsScope> = {
  get: refuse,
  set: refuse,
  has: refuse,
  deleteProperty: refuse,
  defineProperty: refuse,
  getOwnPropertyDescriptor: refuse,
  getPrototypeOf: refuse,
  ownKeys: refuse,
};

/** Takes the place of a tensor's `data`: whoever reads or writes it gets a DomainError. */
export function gone(length: number): Float32Array {
  return new Proxy(new EndedWithItsScope(length), refuseAll) as unknown as Float32Array;
}

export function usedAfterScope(where: string, length: number): DomainError {
  return new DomainError(
    `${where}: a tensor of ${length} numbers was used after its scope had ended; ` +
      'return it from the scope, or wasm.keep it',
  );
}
