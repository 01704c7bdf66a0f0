import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPickle } from './read-pickle';

const u16 = (n: number): string => String.fromCharCode(n & 255, n >> 8);
const u32 = (n: number): string => u16(n & 0xffff) + u16(n >>> 16);
const text = (word: string): string => `X${u32(word.length)}${word}`;
const ARRAY = 'cnumpy.core.multiarray\n_reconstruct\nq\x00cnumpy\nndarray\nq\x01K\x00\x85C\x01b\x87R';
/** The instructions for an array, in protocol 3, as NumPy has them. */
function array(shape: readonly number[], numbers: readonly number[], type = 'f4', order = '<'): string {
  const dtype = `cnumpy\ndtype\n${text(type)}K\x00K\x01\x87R(K\x03${text(order)}NNNJ${u32(-1)}J${u32(-1)}K\x00tb`;
  const bytes = Buffer.from(Float32Array.from(numbers).buffer).toString('latin1');
  const lengths = shape.map((length) => `K${String.fromCharCode(length)}`).join('');
  return `${ARRAY}(K\x01(${lengths}t${dtype}\x89B${u32(bytes.length)}${bytes}tb`;
}
const read = (instructions: string, protocol = 3): unknown =>
  readPickle('w.pkl', Buffer.from(`\x80${String.fromCharCode(protocol)}${instructions}.`, 'latin1'));
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('readPickle', () => {
  it('reads dictionaries of lists of float32 arrays', () => {
    const layers = `}q\x05(${text('a')}](${array([2, 3], [1, 2, 3, 4, 5, 0.1])}${array([1], [-1])}e${text('b')}Nu`;
    const found = read(layers) as Map<string, { shape: number[]; data: Float32Array }[]>;
    assert.deepEqual([...found.keys()], ['a', 'b']);
    const [weight, bias] = found.get('a')!;
    assert.deepEqual([weight.shape, weight.data], [[2, 3], Float32Array.of(1, 2, 3, 4, 5, 0.1)]);
    assert.deepEqual([bias.shape, bias.data], [[1], Float32Array.of(-1)]);
    assert.deepEqual(read(']q\x01(K\x07q\x00h\x00J\xff\xff\xff\xffM\x00\x01e'), [7, 7, -1, 256]);
  });

  it('calls nothing but what makes arrays', () => {
    for (const [called, named] of [
      ['cos\nsystem\n', /it calls os\.system/],
      ['cbuiltins\neval\n', /it calls builtins\.eval/],
      ['cnumpy\nload\n', /it calls numpy\.load/],
    ] as const)
      assert.throws(() => read(`${called}${text('id')}\x85R`), refused(named));
    assert.throws(() => read(`${text('os')}${text('system')}\x93`), refused(/instruction '\x93' at byte 20/));
    assert.throws(() => read('cnumpy\nndarray\n(tR'), refused(/calls what is no function/));
  });

  it('refuses other arrays', () => {
    assert.throws(() => read(array([2], [1, 2], 'f8')), refused(/not of little-endian float32/));
    assert.throws(() => read(array([2], [1, 2], 'f4', '>')), refused(/not of little-endian float32/));
    assert.throws(() => read(array([3], [1, 2])), refused(/shape \[3\] has 8 bytes/));
  });

  it('refuses what is cut off or no pickle', () => {
    const whole = Buffer.from(`\x80\x03${array([2], [1, 2])}.`, 'latin1');
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => readPickle('w.pkl', whole.subarray(0, length)), refused(/^w\.pkl: not a pickle/));
    assert.throws(() => readPickle('w.pkl', Buffer.from('<html>')), refused(/instruction '<'/));
    assert.throws(() => read('N', 4), refused(/its protocol is another/));
    for (const odd of ['b', 'NNb', '(e', 'R', 'e', 'u'])
      assert.throws(() => read(odd), refused(/not a pickle/));
  });
});
