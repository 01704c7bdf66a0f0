import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { squeezenetSafetensors } from './squeezenet-safetensors';

describe('squeezenetSafetensors', () => {
  const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });
  const pickle = (instructions: string) => Buffer.from(`\x80\x03${instructions}.`, 'latin1');

  it('refuses what is no dictionary of its layers, by name', () => {
    assert.throws(() => squeezenetSafetensors(pickle(']')), refused(/pkl: expected a dictionary of layers/));
    assert.throws(() => squeezenetSafetensors(pickle('}')), refused(/pkl: there is no layer conv1/));
    const empty = pickle('}(X\x05\x00\x00\x00conv1]u');
    assert.throws(() => squeezenetSafetensors(empty), refused(/conv1 should have weights and a bias/));
  });
});
